-- Whether a message of ours lies within 24 hours after the contact's last one.
--
-- What the contract leaves open, as the crate decides it: only the conversation itself is looked at, and the 72 hours after
-- a click on an advertisement are not known.
WITH sides AS (
  SELECT m.conversation_id, m.message_id,
    CASE WHEN COUNT(c.message_no) > 0 THEN 'inside' ELSE 'outside' END AS side
  FROM public_messages m
  LEFT JOIN public_messages c
    ON c.conversation_id = m.conversation_id AND c.actor = 'contact' AND c.message_no < m.message_no
    AND m.at_ms - c.at_ms < 86400000
  WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast')
  GROUP BY m.conversation_id, m.message_id
)
SELECT o.*, s.side AS dimension_key
FROM observed o
LEFT JOIN sides s ON s.conversation_id = o.conversation_id AND s.message_id = o.message_id
