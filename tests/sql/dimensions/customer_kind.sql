-- Whether the contact had written before the conversation was opened, in whatever conversation.
SELECT o.*, CASE
    WHEN l.contact_id IS NULL OR b.opened_ms IS NULL THEN NULL
    WHEN f.first_ms < b.opened_ms THEN 'returning'
    ELSE 'new'
  END AS dimension_key
FROM observed o
LEFT JOIN lives l ON l.conversation_id = o.conversation_id
LEFT JOIN begun b ON b.conversation_id = o.conversation_id
LEFT JOIN first_words f ON f.contact_id = l.contact_id
