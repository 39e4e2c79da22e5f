SELECT o.*, c.country AS dimension_key
FROM observed o
LEFT JOIN lives l ON l.conversation_id = o.conversation_id
LEFT JOIN contacts c ON c.contact_id = COALESCE(o.contact_id, l.contact_id)
