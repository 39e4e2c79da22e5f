-- The share of the conversations at a step of a flow that came to no later one; dated by when they came into the flow.
SELECT p.conversation_id, p.entered_ms AS at_ms, p.conversation_id AS entity_id, p.is_farthest AS hit,
  p.actor, p.by_id AS agent_id, NULLIF(p.flow, '') AS flow, NULLIF(p.step, '') AS step,
  COALESCE(x.flows, CASE WHEN p.is_last = 1 THEN 'last-step' END) AS reason
FROM passed p
JOIN lacks x ON x.conversation_id = p.conversation_id
