-- What one conversation is: what the source calls one, a thread, or, where the policy's unit says so, a part of one: a
-- thread is cut at every silence of so many hours.
--
-- What the contract leaves open, as the crate decides it: silence is time without a public message, whatever else
-- happened. A part begins with the message that broke the silence; what happens before the next one belongs to it. What
-- the thread's row says of its beginning is said of the first part, what it says of now of the last one, and all else of
-- each of them. A close that it tells of is that of the part in which it lies.

-- Each message once: the version that came last, but what was deleted stays deleted, and what is known only by its
-- receipts, `is_stub`, gives way; among those, the earliest counts. The list of agents knows best whether somebody is an
-- agent or a bot. `is_public`, 1 or 0: what one side said to the other.
CREATE VIEW told AS
WITH versions AS (
  SELECT m.*, CASE WHEN actor = 'business' AND kind IN ('other', 'template') THEN 1 ELSE 0 END AS is_stub
  FROM messages m
),
numbered AS (
  SELECT v.*, ROW_NUMBER() OVER (
    PARTITION BY thread_id, message_id
    ORDER BY CASE WHEN kind = 'deleted' THEN 0 ELSE 1 END, is_stub, CASE WHEN is_stub = 1 THEN at_ms END,
      seq DESC) AS version
  FROM versions v
),
settled AS (
  SELECT n.thread_id, n.seq, n.message_id, n.at_ms, n.kind, n.sender_id, n.template, n.campaign,
    CASE WHEN n.actor IN ('agent', 'business', 'unknown') THEN COALESCE(a.kind, n.actor) ELSE n.actor END AS actor
  FROM numbered n
  LEFT JOIN agents a ON a.agent_id = n.sender_id
  WHERE n.version = 1
)
SELECT settled.*,
  CASE WHEN kind IN ('call', 'reaction', 'note', 'notice', 'deleted') OR actor = 'system' THEN 0 ELSE 1 END
    AS is_public
FROM settled;

-- Each part of a thread, and when it takes place: no `from_ms`, always before, no `to_ms`, always after. `silenced_ms`:
-- when there had been silence for so long that it ended the part; NULL of the last one.
CREATE VIEW parts AS
WITH spoken AS (
  SELECT thread_id, at_ms, LAG(at_ms) OVER (PARTITION BY thread_id ORDER BY at_ms, seq) AS before_ms
  FROM told
  WHERE is_public = 1
),
begins AS (
  SELECT thread_id, CAST(NULL AS BIGINT) AS from_ms, CAST(NULL AS BIGINT) AS silenced_ms, 1 AS part_no
  FROM threads
  UNION ALL
  SELECT s.thread_id, s.at_ms AS from_ms, s.before_ms + p.inactivity_hours * 3600000 AS silenced_ms,
    1 + ROW_NUMBER() OVER (PARTITION BY s.thread_id ORDER BY s.at_ms) AS part_no
  FROM spoken s
  CROSS JOIN policy p
  WHERE s.at_ms - s.before_ms >= p.inactivity_hours * 3600000
)
SELECT b.thread_id, b.part_no, b.from_ms, n.from_ms AS to_ms, n.silenced_ms,
  CASE WHEN b.part_no = 1 THEN b.thread_id ELSE b.thread_id || ' ' || CAST(b.part_no AS VARCHAR) END AS conversation_id
FROM begins b
LEFT JOIN begins n ON n.thread_id = b.thread_id AND n.part_no = b.part_no + 1;

CREATE VIEW conversations AS
SELECT p.conversation_id, p.thread_id, p.silenced_ms, t.contact_id, t.channel, t.category, t.agent_id, t.says_agent,
  t.team,
  CASE WHEN p.from_ms IS NULL THEN t.origin END AS origin,
  CASE WHEN p.from_ms IS NULL THEN t.created_ms END AS created_ms,
  CASE WHEN p.to_ms IS NULL THEN t.status END AS status,
  CASE WHEN p.to_ms IS NULL THEN t.unread END AS unread,
  CASE WHEN (p.from_ms IS NULL OR p.from_ms <= t.closed_ms) AND (p.to_ms IS NULL OR p.to_ms > t.closed_ms)
    THEN t.closed_ms END AS closed_ms
FROM parts p
JOIN threads t ON t.thread_id = p.thread_id;
