-- The state that an observation is about; else the conversation's now.
SELECT o.*, COALESCE(o.state, l.status) AS dimension_key
FROM observed o
JOIN lives l ON l.conversation_id = o.conversation_id
