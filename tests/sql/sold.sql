-- What contacts bought, or did else that counts: each conversion once, money given back among them.
CREATE VIEW sold AS
SELECT DISTINCT e.conversation_id, e.at_ms, e.value_micros, e.currency, e.conversion, e.by_id AS agent_id, e.actor
FROM events_of_conversations e
WHERE e.kind = 'conversion';
