-- Customers who wrote for the first time: the first public message of each contact, in whatever conversation. In a group
-- the contact is the one who wrote. What was written before the data begins is not known; who is first seen within
-- `inactiveAfterDays` of its beginning may have written before.
WITH written AS (
  SELECT m.conversation_id, m.message_id, m.message_no, m.at_ms, m.actor, m.kind,
    COALESCE(m.sender_id, c.contact_id) AS entity_id
  FROM public_messages m
  JOIN conversations c ON c.conversation_id = m.conversation_id
  WHERE m.actor = 'contact'
),
-- A contact that is not known is another one in each conversation.
numbered AS (
  SELECT w.*, ROW_NUMBER() OVER (
    PARTITION BY entity_id, CASE WHEN entity_id IS NULL THEN conversation_id END
    ORDER BY at_ms, conversation_id, message_no) AS place
  FROM written w
),
beginning AS (SELECT MIN(at_ms) AS at_ms FROM written WHERE entity_id IS NOT NULL)
SELECT n.conversation_id, n.message_id, n.at_ms, n.actor, n.kind, n.entity_id, COALESCE(x.actors, x.messages) AS reason,
  CASE WHEN n.entity_id IS NOT NULL AND n.at_ms < b.at_ms + p.inactive_after_days * 86400000
    THEN 'history-begins' END AS note
FROM numbered n
JOIN lacks x ON x.conversation_id = n.conversation_id
CROSS JOIN beginning b
CROSS JOIN policy p
WHERE n.place = 1
