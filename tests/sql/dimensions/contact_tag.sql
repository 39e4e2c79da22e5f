-- What the contact is tagged with: an observation counts for each of these.
SELECT o.*, t.tag AS dimension_key
FROM observed o
LEFT JOIN lives l ON l.conversation_id = o.conversation_id
LEFT JOIN contact_tags t ON t.contact_id = COALESCE(o.contact_id, l.contact_id)
