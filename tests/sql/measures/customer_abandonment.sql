-- Conversations that contacts walk away from: different ones in which our message was the last and the contact was
-- silent for the policy's hours, without a close before. See `due_ms` in views.js: what is younger is not known yet.
--
-- What the contract leaves open, as the crate decides it: where silence ends the conversation sooner, the contact has
-- gone by then.
WITH followed AS (
  SELECT t.*,
    LEAD(t.at_ms) OVER (PARTITION BY t.conversation_id, t.cycle_no ORDER BY t.message_no) AS next_ms,
    -- How many messages of the contact there were so far: 0 where it has not written since the opening.
    SUM(CASE WHEN t.actor = 'contact' THEN 1 ELSE 0 END) OVER (
      PARTITION BY t.conversation_id, t.cycle_no ORDER BY t.message_no ROWS UNBOUNDED PRECEDING) AS stay_no
  FROM talk t
),
waited AS (
  SELECT f.*, c.ended_ms, c.end_kind,
    CASE
      WHEN f.next_ms IS NULL AND c.end_kind = 'silence' AND c.ended_ms < f.at_ms + p.abandoned_after_hours * 3600000
        THEN c.ended_ms
      ELSE f.at_ms + p.abandoned_after_hours * 3600000
    END AS gone_ms
  FROM followed f
  JOIN cycles c ON c.conversation_id = f.conversation_id AND c.cycle_no = f.cycle_no
  CROSS JOIN policy p
),
silences AS (
  SELECT w.*, ROW_NUMBER() OVER (
    PARTITION BY conversation_id, cycle_no, stay_no ORDER BY message_no) AS silence_no
  FROM waited w
  WHERE stay_no > 0 AND actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast', 'business')
    AND (next_ms >= gone_ms OR (next_ms IS NULL AND NOT (end_kind = 'closed' AND ended_ms < gone_ms)))
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
