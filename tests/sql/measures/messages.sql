-- Public messages, from both sides.
SELECT conversation_id, message_id, at_ms, actor, kind,
  CASE WHEN actor <> 'contact' THEN sender_id END AS agent_id
FROM public_messages
