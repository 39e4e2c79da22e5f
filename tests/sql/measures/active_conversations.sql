-- Conversations in which something was said: different ones with a public message.
SELECT conversation_id, message_id, at_ms, conversation_id AS entity_id, actor, kind,
  CASE WHEN actor <> 'contact' THEN sender_id END AS agent_id
FROM public_messages
