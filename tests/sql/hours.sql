-- When schedules are open, and which one each conversation keeps.
--
-- Open is every instant at which a clock in the schedule's zone shows a time of its hours: an hour that the clock is set
-- back to is open twice, one that it is set forward over not at all. Hours belong to the date that they begin on, and go
-- on over midnight whatever the next date is.

-- In pieces, oldest first, no two of which overlap.
CREATE VIEW open_hours AS
WITH dated AS (
  SELECT w.schedule_id, c.day_no, w.from_minute, w.to_minute
  FROM weekly_hours w
  JOIN calendar c ON MOD(c.day_no + 3, 7) + 1 = w.weekday
  WHERE NOT EXISTS (SELECT 1 FROM special_dates s WHERE s.schedule_id = w.schedule_id AND s.day_no = c.day_no)
  UNION ALL
  SELECT schedule_id, day_no, from_minute, to_minute FROM special_hours
),
shown AS (
  SELECT schedule_id, day_no * 86400000 + from_minute * 60000 AS from_local_ms,
    (day_no + CASE WHEN to_minute <= from_minute THEN 1 ELSE 0 END) * 86400000 + to_minute * 60000 AS to_local_ms
  FROM dated
),
-- While the clocks of a zone are not changed, what they show is the instant, shifted.
shifted AS (
  SELECT h.schedule_id,
    CASE WHEN h.from_local_ms - z.offset_ms < z.from_ms THEN z.from_ms ELSE h.from_local_ms - z.offset_ms END AS from_ms,
    CASE WHEN h.to_local_ms - z.offset_ms > z.to_ms THEN z.to_ms ELSE h.to_local_ms - z.offset_ms END AS to_ms
  FROM shown h
  JOIN schedules s ON s.schedule_id = h.schedule_id
  JOIN zone_changes z
    ON z.zone = s.zone AND h.from_local_ms - z.offset_ms < z.to_ms AND h.to_local_ms - z.offset_ms > z.from_ms
),
followed AS (
  SELECT schedule_id, from_ms, to_ms, MAX(to_ms) OVER (
    PARTITION BY schedule_id ORDER BY from_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS open_until_ms
  FROM shifted
)
SELECT schedule_id, CASE WHEN open_until_ms > from_ms THEN open_until_ms ELSE from_ms END AS from_ms, to_ms
FROM followed
WHERE open_until_ms IS NULL OR to_ms > open_until_ms;

-- The schedule of the agent whom the conversation is assigned to, else of its team, else everybody's.
CREATE VIEW kept_schedules AS
SELECT l.conversation_id, COALESCE(a.schedule_id, t.schedule_id, e.schedule_id) AS schedule_id
FROM lives l
LEFT JOIN schedules a ON a.whose = 'agent' AND a.owner_id = l.agent_id
LEFT JOIN schedules t ON t.whose = 'team' AND t.owner_id = l.team
LEFT JOIN schedules e ON e.whose = 'everybody'
WHERE COALESCE(a.schedule_id, t.schedule_id, e.schedule_id) IS NOT NULL;
