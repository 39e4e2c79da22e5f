-- The share of sent messages that were delivered.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id,
  COALESCE(x.actors, x.receipts) AS reason,
  m.is_delivered AS hit
FROM outgoing m
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.is_sent = 1
