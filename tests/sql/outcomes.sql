-- What became of each conversation in which a bot wrote: one row each. Of what follows the bot's first message, until the
-- cycle that it was written in ends, the first that is so; the list is in the crate's src/query/outcome.rs.
CREATE VIEW outcomes AS
WITH first_of_bot AS (
  SELECT conversation_id, MIN(at_ms) AS bot_ms FROM public_messages WHERE actor = 'bot' GROUP BY conversation_id
),
-- The last cycle that had begun when the bot wrote.
with_bot AS (
  SELECT b.conversation_id, b.bot_ms, COALESCE(MAX(c.cycle_no), 1) AS cycle_no
  FROM first_of_bot b
  LEFT JOIN cycles c ON c.conversation_id = b.conversation_id AND c.opened_ms <= b.bot_ms
  GROUP BY b.conversation_id, b.bot_ms
),
lived AS (
  SELECT w.conversation_id, w.bot_ms, w.cycle_no, c.opened_ms, c.ended_ms, c.end_kind, c.closed_by
  FROM with_bot w
  JOIN cycles c ON c.conversation_id = w.conversation_id AND c.cycle_no = w.cycle_no
),
handed AS (
  SELECT l.conversation_id, MIN(h.at_ms) AS handed_ms
  FROM lived l
  JOIN happened h
    ON h.conversation_id = l.conversation_id AND h.at_ms >= l.bot_ms
    AND (l.end_kind = 'still-open' OR h.at_ms <= l.ended_ms)
  LEFT JOIN agents a ON a.agent_id = h.to_id
  WHERE h.kind = 'handoff' OR (h.kind = 'assigned' AND h.to_id IS NOT NULL AND COALESCE(a.kind, 'agent') <> 'bot')
  GROUP BY l.conversation_id
),
human AS (
  SELECT l.conversation_id, MIN(m.at_ms) AS human_ms
  FROM lived l
  JOIN public_messages m
    ON m.conversation_id = l.conversation_id AND m.actor IN ('agent', 'echo')
    AND (l.cycle_no = 1 OR m.at_ms >= l.opened_ms)
    AND (l.end_kind = 'still-open' OR m.at_ms <= l.ended_ms)
  GROUP BY l.conversation_id
),
-- Cycles with which contacts came: but for conversations that we began.
arrivals AS (
  SELECT c.conversation_id, c.opened_ms, l.contact_id
  FROM cycles c
  JOIN lives l ON l.conversation_id = c.conversation_id
  WHERE c.cycle_no > 1 OR l.opener = 'contact'
),
back AS (
  SELECT l.conversation_id, MIN(a.opened_ms) AS back_ms
  FROM lived l
  JOIN lives v ON v.conversation_id = l.conversation_id
  CROSS JOIN policy p
  JOIN arrivals a
    ON (a.contact_id = v.contact_id OR (v.contact_id IS NULL AND a.conversation_id = v.conversation_id))
    AND a.opened_ms > l.ended_ms AND a.opened_ms < l.ended_ms + p.durable_days * 86400000
  WHERE l.end_kind = 'closed'
  GROUP BY l.conversation_id
),
decided AS (
  SELECT l.conversation_id, l.bot_ms, l.ended_ms, l.end_kind, h.handed_ms, m.human_ms, b.back_ms,
    CASE
      WHEN h.handed_ms IS NOT NULL AND (m.human_ms IS NULL OR h.handed_ms <= m.human_ms) THEN 'handed-off'
      WHEN m.human_ms IS NOT NULL THEN 'human-took-over'
      WHEN l.end_kind IN ('still-open', 'silence') THEN 'abandoned'
      WHEN l.end_kind = 'closed' AND l.closed_by IN ('agent', 'echo') THEN 'human-took-over'
      WHEN l.end_kind = 'closed' AND l.closed_by IN ('bot', 'contact') AND b.back_ms IS NOT NULL
        THEN 'resolved-then-back'
      WHEN l.end_kind = 'closed' AND l.closed_by IN ('bot', 'contact') THEN 'resolved'
      ELSE 'auto-closed'
    END AS outcome
  FROM lived l
  LEFT JOIN handed h ON h.conversation_id = l.conversation_id
  LEFT JOIN human m ON m.conversation_id = l.conversation_id
  LEFT JOIN back b ON b.conversation_id = l.conversation_id
)
SELECT d.conversation_id, l.opened_ms, d.outcome, l.opener, l.agent_id,
  CASE d.outcome
    WHEN 'handed-off' THEN d.handed_ms
    WHEN 'human-took-over' THEN
      CASE WHEN d.human_ms IS NULL THEN d.ended_ms WHEN d.human_ms < d.bot_ms THEN d.bot_ms ELSE d.human_ms END
    WHEN 'resolved-then-back' THEN d.back_ms
    WHEN 'resolved' THEN d.ended_ms + p.durable_days * 86400000
    WHEN 'abandoned' THEN
      CASE WHEN d.end_kind = 'silence' THEN d.ended_ms ELSE l.last_public_ms + p.abandoned_after_hours * 3600000 END
    ELSE d.ended_ms
  END AS due_ms,
  COALESCE(x.actors, x.messages, x.status) AS reason
FROM decided d
CROSS JOIN policy p
JOIN lives l ON l.conversation_id = d.conversation_id
JOIN lacks x ON x.conversation_id = d.conversation_id;
