-- What the contact has under the key that is asked for.
SELECT o.*, a.attribute_value AS dimension_key
FROM observed o
LEFT JOIN lives l ON l.conversation_id = o.conversation_id
LEFT JOIN contact_attributes a ON a.contact_id = COALESCE(o.contact_id, l.contact_id) AND a.attribute = :key
