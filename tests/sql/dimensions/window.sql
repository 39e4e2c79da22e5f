SELECT o.*, w.side AS dimension_key
FROM observed o
LEFT JOIN conversations c ON c.conversation_id = o.conversation_id
LEFT JOIN windows w ON w.thread_id = c.thread_id AND w.message_id = o.message_id
