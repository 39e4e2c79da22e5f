-- What contacts bought, or did else that counts: each conversion once, money given back among them.
CREATE VIEW sold AS
SELECT DISTINCT e.conversation_id, e.at_ms, e.value_micros, e.currency, e.conversion, e.by_id AS agent_id,
  CASE WHEN e.actor IN ('agent', 'unknown') THEN COALESCE(a.kind, e.actor) ELSE e.actor END AS actor
FROM events e
LEFT JOIN agents a ON a.agent_id = e.by_id
WHERE e.kind = 'conversion';
