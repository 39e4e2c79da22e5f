-- Those that got to the contact's device.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id,
  COALESCE(x.actors, x.receipts) AS reason
FROM outgoing m
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.is_delivered = 1
