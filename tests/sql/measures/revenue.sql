-- What conversions brought in, currency by currency: no value where there are several.
SELECT s.conversation_id, s.at_ms, s.actor, s.agent_id, s.currency, s.value_micros,
  COALESCE(x.conversions, CASE WHEN s.value_micros IS NULL THEN 'no-value' END) AS reason
FROM sold s
JOIN lacks x ON x.conversation_id = s.conversation_id
