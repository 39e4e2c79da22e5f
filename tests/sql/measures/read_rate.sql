-- The share of messages that were read: of those delivered, sent, or delivered to contacts who ever read one.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id,
  COALESCE(x.actors, x.receipts) AS reason,
  m.is_read AS hit
FROM outgoing m
JOIN lacks x ON x.conversation_id = m.conversation_id
CROSS JOIN policy p
WHERE CASE p.read_over
  WHEN 'sent' THEN m.is_sent = 1
  WHEN 'delivered' THEN m.is_delivered = 1
  ELSE m.is_delivered = 1 AND EXISTS (
    SELECT 1
    FROM outgoing o
    WHERE o.is_read = 1
      AND (o.conversation_id = m.conversation_id OR o.contact_id = m.contact_id))
END
