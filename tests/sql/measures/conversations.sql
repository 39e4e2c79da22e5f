-- Conversations opened. A reopening is no new conversation.
SELECT conversation_id, opened_ms AS at_ms, opener AS actor, agent_id,
  CASE WHEN opened_ms IS NULL THEN 'opening-time-unknown' END AS reason
FROM lives
