-- What contacts were asked, and how they answered.

-- Each survey once: it is known by when it was sent, or, where nobody tells, by when it was answered. The last answer
-- counts, and any answer more than none. What is told without a score is no answer, so that its time is the sending's.
CREATE VIEW asked AS
WITH answered AS (
  SELECT thread_id, seq, score, scale,
    CASE WHEN score IS NULL THEN COALESCE(sent_ms, at_ms) ELSE sent_ms END AS sent_ms,
    CASE WHEN score IS NOT NULL THEN at_ms END AS answered_ms
  FROM surveys
  WHERE score IS NOT NULL OR sent_ms IS NOT NULL OR at_ms IS NOT NULL
),
known AS (
  SELECT answered.*, CASE WHEN sent_ms IS NULL THEN answered_ms END AS else_ms FROM answered
),
numbered AS (
  SELECT known.*,
    ROW_NUMBER() OVER (
      PARTITION BY thread_id, sent_ms, else_ms
      ORDER BY CASE WHEN score IS NULL THEN 1 ELSE 0 END, COALESCE(answered_ms, -1) DESC, seq DESC) AS version,
    ROW_NUMBER() OVER (
      PARTITION BY thread_id, sent_ms, else_ms
      ORDER BY CASE WHEN scale IS NULL THEN 1 ELSE 0 END, CASE WHEN score IS NULL THEN 1 ELSE 0 END,
        COALESCE(answered_ms, -1) DESC, seq DESC) AS version_with_scale
  FROM known
)
SELECT thread_id, sent_ms,
  MAX(CASE WHEN version = 1 THEN answered_ms END) AS answered_ms,
  MAX(CASE WHEN version = 1 THEN score END) AS score,
  MAX(CASE WHEN version_with_scale = 1 THEN scale END) AS scale
FROM numbered
GROUP BY thread_id, sent_ms, else_ms;

-- The surveys by their answers. An answer of which it is not known when it was given is dated by the sending, as the
-- crate decides it; where nobody tells of the scale, one from 1 to 5 is taken for granted. A survey without any time is
-- one of the thread's first conversation, and the business of whom its conversation is assigned to.
CREATE VIEW answers AS
WITH placed AS (
  SELECT asked.*, COALESCE(answered_ms, sent_ms) AS at_ms FROM asked
)
SELECT p.conversation_id, a.at_ms, a.score, COALESCE(a.scale, 5) AS best,
  CASE
    WHEN a.at_ms IS NULL THEN 'answer-time-unknown'
    WHEN a.score IS NULL THEN 'unanswered-survey'
  END AS own_reason,
  CASE WHEN a.score < 1 OR a.score > COALESCE(a.scale, 5) THEN 'score-out-of-scale' END AS scale_reason,
  CASE WHEN a.scale IS NULL THEN 'scale-assumed' END AS note,
  l.opener AS actor, l.agent_id
FROM placed a
JOIN parts p
  ON p.thread_id = a.thread_id AND (p.from_ms IS NULL OR p.from_ms <= a.at_ms)
  AND (p.to_ms IS NULL OR p.to_ms > a.at_ms OR a.at_ms IS NULL)
JOIN lives l ON l.conversation_id = p.conversation_id;
