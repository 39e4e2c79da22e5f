SELECT o.*, CASE WHEN b.conversation_id IS NULL THEN 'no' ELSE 'yes' END AS dimension_key
FROM observed o
LEFT JOIN (SELECT DISTINCT conversation_id FROM public_messages WHERE actor = 'bot') b
  ON b.conversation_id = o.conversation_id
