SELECT o.*, m.campaign AS dimension_key
FROM observed o
LEFT JOIN conversations c ON c.conversation_id = o.conversation_id
LEFT JOIN marked m ON m.thread_id = c.thread_id AND m.message_id = o.message_id
