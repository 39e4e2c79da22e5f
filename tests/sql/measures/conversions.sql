-- Conversions: what contacts bought, or did else that counts.
SELECT s.conversation_id, s.at_ms, s.actor, s.agent_id, s.currency,
  COALESCE(x.conversions, CASE WHEN s.value_micros < 0 THEN 'refund' END) AS reason
FROM sold s
JOIN lacks x ON x.conversation_id = s.conversation_id
