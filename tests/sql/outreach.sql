-- Messages that we began with, and what a contact wants no more of.
--
-- What the contract leaves open, as the crate decides it: we begin with a broadcast, a template, a message of a campaign,
-- or the first public message of a conversation, unless it answers an open turn.

-- How far each message got, by all receipts together: a delivery beats a failure.
CREATE VIEW got AS
SELECT thread_id, message_id,
  MAX(CASE WHEN kind IN ('sent', 'delivered', 'read') THEN 1 ELSE 0 END) AS is_sent,
  MAX(CASE WHEN kind IN ('delivered', 'read') THEN 1 ELSE 0 END) AS is_delivered,
  MAX(CASE WHEN kind = 'failed' THEN 1 ELSE 0 END) AS has_failed
FROM receipts
GROUP BY thread_id, message_id;

CREATE VIEW outreach AS
SELECT m.conversation_id, m.message_id, m.message_no, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id, c.contact_id,
  CASE WHEN g.has_failed = 1 AND g.is_delivered = 0 THEN 1 ELSE 0 END AS is_failed
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
LEFT JOIN got g ON g.thread_id = m.thread_id AND g.message_id = m.message_id
WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast', 'business')
  AND (m.message_no = 1 OR m.actor = 'broadcast' OR m.kind = 'template' OR m.template IS NOT NULL
    OR m.campaign IS NOT NULL)
  AND NOT EXISTS (
    SELECT 1 FROM turns t
    WHERE t.conversation_id = m.conversation_id AND t.opened_ms <= m.at_ms
      AND (COALESCE(t.replied_ms, t.given_up_ms) IS NULL OR m.at_ms <= COALESCE(t.replied_ms, t.given_up_ms))
  );

-- Each opt-out once.
CREATE VIEW opt_outs AS
SELECT DISTINCT e.conversation_id, e.at_ms, e.by_id, c.contact_id, e.actor
FROM events_of_conversations e
JOIN conversations c ON c.conversation_id = e.conversation_id
WHERE e.kind = 'opt-out';
