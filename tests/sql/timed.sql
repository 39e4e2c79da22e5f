-- How long the observations of a measure lasted, from `since_ms` to `until_ms`: all of it by the clock on the wall, what
-- was open of it by that of the business. What somebody waited for lasted without what a bot had in its hands, where the
-- policy says so. Observations of one `whole_id` are one, called by the first of them.
CREATE VIEW timed AS
WITH spans AS (
  SELECT observation_no, conversation_id, since_ms AS from_ms, until_ms AS to_ms, 1 AS sign
  FROM observations
  UNION ALL
  SELECT o.observation_no, o.conversation_id,
    CASE WHEN b.from_ms > o.since_ms THEN b.from_ms ELSE o.since_ms END AS from_ms,
    CASE WHEN b.to_ms < o.until_ms THEN b.to_ms ELSE o.until_ms END AS to_ms,
    -1 AS sign
  FROM observations o
  JOIN bot_hands b
    ON b.conversation_id = o.conversation_id AND b.from_ms < o.until_ms
    AND (b.to_ms IS NULL OR b.to_ms > o.since_ms)
  CROSS JOIN policy p
  WHERE p.exclude_bot_time AND o.is_waited = 1
),
lengths AS (
  SELECT s.observation_no, s.sign * (s.to_ms - s.from_ms) AS length_ms
  FROM spans s
  CROSS JOIN policy p
  WHERE p.clock = 'wall'
  UNION ALL
  SELECT s.observation_no, s.sign * (
    CASE WHEN h.to_ms < s.to_ms THEN h.to_ms ELSE s.to_ms END
    - CASE WHEN h.from_ms > s.from_ms THEN h.from_ms ELSE s.from_ms END) AS length_ms
  FROM spans s
  JOIN kept_schedules k ON k.conversation_id = s.conversation_id
  JOIN open_hours h ON h.schedule_id = k.schedule_id AND h.from_ms < s.to_ms AND h.to_ms > s.from_ms
  CROSS JOIN policy p
  WHERE p.clock = 'business'
),
summed AS (
  SELECT observation_no, SUM(length_ms) AS length_ms FROM lengths GROUP BY observation_no
)
SELECT MIN(o.observation_no) AS observation_no,
  SUM(COALESCE(s.length_ms, 0)) AS length_ms,
  MAX(CASE WHEN p.clock = 'business' AND k.schedule_id IS NULL THEN 'no-schedule' END) AS reason
FROM observations o
CROSS JOIN policy p
LEFT JOIN summed s ON s.observation_no = o.observation_no
LEFT JOIN kept_schedules k ON k.conversation_id = o.conversation_id
GROUP BY o.whole_id, CASE WHEN o.whole_id IS NULL THEN o.observation_no END;
