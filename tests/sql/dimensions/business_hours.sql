-- Whether the schedule that the conversation keeps was open then.
SELECT o.*, CASE
    WHEN k.schedule_id IS NULL THEN NULL
    WHEN h.schedule_id IS NULL THEN 'outside'
    ELSE 'inside'
  END AS dimension_key
FROM observed o
LEFT JOIN kept_schedules k ON k.conversation_id = o.conversation_id
LEFT JOIN open_hours h ON h.schedule_id = k.schedule_id AND h.from_ms <= o.at_ms AND h.to_ms > o.at_ms
