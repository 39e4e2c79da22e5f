-- Open conversations whose contact wrote something that nobody has read.
--
-- What the contract leaves open, as the crate decides it: a human's reply shows that what stood before it was read,
-- whether the source tells of what was seen or not. Of what nobody read to this day, the number of unread messages
-- decides where the source gives one: that many of the contact's last messages are unread.
WITH written AS (
  SELECT conversation_id, at_ms,
    ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY message_no DESC) AS from_last,
    COUNT(*) OVER (PARTITION BY conversation_id) AS all_written
  FROM public_messages
  WHERE actor = 'contact'
),
looks AS (
  SELECT conversation_id, at_ms FROM public_messages WHERE actor IN ('agent', 'echo')
  UNION ALL
  SELECT conversation_id, at_ms FROM happened WHERE kind = 'seen'
),
-- Each message up to the first time that somebody looked.
waiting AS (
  SELECT w.conversation_id, w.at_ms AS from_ms, w.from_last, w.all_written, MIN(k.at_ms) AS read_ms
  FROM written w
  LEFT JOIN looks k ON k.conversation_id = w.conversation_id AND k.at_ms >= w.at_ms
  GROUP BY w.conversation_id, w.at_ms, w.from_last, w.all_written
),
counts AS (
  SELECT c.conversation_id, CASE WHEN x.seen IS NULL THEN c.unread END AS unread
  FROM conversations c
  JOIN lacks x ON x.conversation_id = c.conversation_id
),
unread AS (
  SELECT w.conversation_id, MIN(w.from_ms) AS from_ms, w.read_ms
  FROM waiting w
  JOIN counts c ON c.conversation_id = w.conversation_id
  WHERE w.read_ms IS NOT NULL OR c.unread IS NULL
  GROUP BY w.conversation_id, w.read_ms
  UNION ALL
  -- The count says so: since the first of the last so many messages, or, if there is none, since the opening.
  SELECT c.conversation_id, COALESCE(w.from_ms, b.opened_ms) AS from_ms, CAST(NULL AS BIGINT) AS read_ms
  FROM counts c
  JOIN begun b ON b.conversation_id = c.conversation_id
  LEFT JOIN waiting w
    ON w.conversation_id = c.conversation_id
    AND w.from_last = CASE WHEN c.unread < w.all_written THEN c.unread ELSE w.all_written END
  WHERE c.unread > 0
),
-- Only while the conversation was open.
clipped AS (
  SELECT u.conversation_id, s.state,
    CASE WHEN u.from_ms < s.from_ms THEN s.from_ms ELSE u.from_ms END AS from_ms,
    CASE WHEN s.to_ms IS NULL OR u.read_ms < s.to_ms THEN u.read_ms ELSE s.to_ms END AS to_ms
  FROM unread u
  JOIN states s ON s.conversation_id = u.conversation_id
)
SELECT c.conversation_id, c.from_ms, c.to_ms, c.state, l.opener AS actor, l.agent_id,
  COALESCE(x.status, x.actors) AS reason,
  CASE WHEN x.seen IS NOT NULL THEN 'estimated-from-replies' END AS note
FROM clipped c
JOIN lives l ON l.conversation_id = c.conversation_id
JOIN lacks x ON x.conversation_id = c.conversation_id
WHERE c.to_ms IS NULL OR c.from_ms < c.to_ms
