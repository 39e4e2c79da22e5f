SELECT o.*, l.origin AS dimension_key
FROM observed o
JOIN lives l ON l.conversation_id = o.conversation_id
