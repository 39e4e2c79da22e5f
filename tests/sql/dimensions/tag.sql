-- The tag that an observation is about; else each of the conversation's.
SELECT o.*, COALESCE(o.tag, t.tag) AS dimension_key
FROM observed o
LEFT JOIN carried_tags t ON t.conversation_id = o.conversation_id AND o.tag IS NULL
