-- Customers who have fallen silent: from so many days after a message of theirs until their next one, if that comes
-- later. Each silence is one of the conversation in which they wrote last.
WITH written AS (
  SELECT m.conversation_id, m.at_ms, COALESCE(m.sender_id, c.contact_id) AS entity_id, LEAD(m.at_ms) OVER (
    PARTITION BY COALESCE(m.sender_id, c.contact_id) ORDER BY m.at_ms, m.conversation_id, m.message_no) AS next_ms
  FROM public_messages m
  JOIN conversations c ON c.conversation_id = m.conversation_id
  WHERE m.actor = 'contact' AND COALESCE(m.sender_id, c.contact_id) IS NOT NULL
)
SELECT w.conversation_id, w.at_ms + p.inactive_after_days * 86400000 AS from_ms, w.next_ms AS to_ms,
  w.entity_id, 'contact' AS actor, x.actors AS reason
FROM written w
JOIN lacks x ON x.conversation_id = w.conversation_id
CROSS JOIN policy p
WHERE w.next_ms IS NULL OR w.next_ms - w.at_ms > p.inactive_after_days * 86400000
