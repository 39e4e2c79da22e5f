-- Contacts that came to be known, whether there are conversations with them or not; also those of whom only
-- conversations and messages tell, which have no date.
SELECT k.contact_id, c.created_ms AS at_ms, 'unknown' AS actor,
  CASE WHEN c.created_ms IS NULL THEN 'adding-time-unknown' END AS reason
FROM (
  SELECT contact_id FROM contacts
  UNION
  SELECT contact_id FROM threads WHERE contact_id IS NOT NULL
  UNION
  SELECT sender_id FROM messages WHERE actor = 'contact' AND sender_id IS NOT NULL
) k
LEFT JOIN contacts c ON c.contact_id = k.contact_id
