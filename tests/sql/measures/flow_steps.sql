-- Conversations that came to each step of a flow, or to a later one; dated by when they came into the flow.
SELECT p.conversation_id, p.entered_ms AS at_ms, p.conversation_id AS entity_id, l.contact_id AS beside_contact_id,
  p.actor, p.by_id AS agent_id, NULLIF(p.flow, '') AS flow, NULLIF(p.step, '') AS step, x.flows AS reason
FROM passed p
JOIN lives l ON l.conversation_id = p.conversation_id
JOIN lacks x ON x.conversation_id = p.conversation_id
