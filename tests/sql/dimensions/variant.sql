SELECT o.*, m.variant AS dimension_key
FROM observed o
LEFT JOIN marked m ON m.conversation_id = o.conversation_id AND m.message_id = o.message_id
