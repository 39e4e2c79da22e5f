-- Conversations that contacts walk away from: different ones in which our message was the last and the contact was
-- silent for the policy's hours, without a close before. See `due_ms` in views.js: what is younger is not known yet.
WITH talk AS (
  SELECT m.conversation_id, m.message_no, m.at_ms, m.actor, MIN(c.cycle_no) AS cycle_no
  FROM public_messages m
  JOIN cycles c
    ON c.conversation_id = m.conversation_id
    AND (c.cycle_no = 1 OR m.at_ms >= c.opened_ms)
    AND (c.end_kind = 'still-open' OR m.at_ms <= c.ended_ms)
  GROUP BY m.conversation_id, m.message_no, m.at_ms, m.actor
),
-- `stays_no` counts the contact's messages so far: 0 where it has not written since the opening.
followed AS (
  SELECT t.conversation_id, t.message_no, t.at_ms, t.actor, t.cycle_no,
    t.at_ms + p.abandoned_after_hours * 3600000 AS gone_ms,
    LEAD(t.at_ms) OVER (PARTITION BY t.conversation_id, t.cycle_no ORDER BY t.message_no) AS next_ms,
    SUM(CASE WHEN t.actor = 'contact' THEN 1 ELSE 0 END) OVER (
      PARTITION BY t.conversation_id, t.cycle_no ORDER BY t.message_no ROWS UNBOUNDED PRECEDING) AS stay_no
  FROM talk t
  CROSS JOIN policy p
),
silences AS (
  SELECT f.conversation_id, f.cycle_no, f.stay_no, f.message_no, f.gone_ms, f.next_ms, c.ended_ms, c.end_kind,
    ROW_NUMBER() OVER (PARTITION BY f.conversation_id, f.cycle_no, f.stay_no ORDER BY f.message_no) AS silence_no
  FROM followed f
  JOIN cycles c ON c.conversation_id = f.conversation_id AND c.cycle_no = f.cycle_no
  WHERE f.stay_no > 0 AND f.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast')
    AND (f.next_ms >= f.gone_ms OR (f.next_ms IS NULL
      AND NOT (c.end_kind = 'closed' AND c.ended_ms < f.gone_ms)))
),
both_kinds AS (
  SELECT s.conversation_id, s.gone_ms, s.gone_ms AS due_ms,
    CASE WHEN s.next_ms IS NULL AND s.end_kind = 'closed-unknown-when' AND s.ended_ms < s.gone_ms
      THEN 'close-time-unknown' END AS own_reason, s.ended_ms
  FROM silences s
  WHERE s.silence_no = 1
  UNION ALL
  SELECT l.conversation_id, l.opened_ms AS gone_ms, l.opened_ms AS due_ms, 'no-inbound' AS own_reason,
    l.opened_ms AS ended_ms
  FROM lives l
  WHERE NOT EXISTS (SELECT 1 FROM turns t WHERE t.conversation_id = l.conversation_id)
)
SELECT b.conversation_id, CASE WHEN b.own_reason IS NULL THEN b.gone_ms ELSE b.ended_ms END AS at_ms,
  CASE WHEN b.own_reason IS NULL THEN b.due_ms END AS due_ms, b.conversation_id AS entity_id,
  l.opener AS actor, l.agent_id, COALESCE(x.actors, x.messages, x.status, b.own_reason) AS reason
FROM both_kinds b
JOIN lives l ON l.conversation_id = b.conversation_id
JOIN lacks x ON x.conversation_id = b.conversation_id
