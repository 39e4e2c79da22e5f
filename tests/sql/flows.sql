-- Which steps of automated flows contacts came to. A flow or a step that is not named is ''.
--
-- What the contract leaves open, as the crate decides it: of a thread with events of steps these count, of one without
-- them the marks on messages. The steps of a flow stand in the order of the median place at which conversations
-- come to them; of steps of one median, here, in that of their names.

CREATE VIEW visits AS
WITH entered AS (
  SELECT e.conversation_id, e.thread_id, e.at_ms, COALESCE(e.flow, '') AS flow, COALESCE(e.step, '') AS step, e.by_id,
    e.actor, MIN(e.seq) AS seq
  FROM events_of_conversations e
  WHERE e.kind = 'flow-step'
  GROUP BY e.conversation_id, e.thread_id, e.at_ms, COALESCE(e.flow, ''), COALESCE(e.step, ''), e.by_id, e.actor
)
SELECT conversation_id, at_ms, seq, flow, step, actor, by_id FROM entered
UNION ALL
SELECT s.conversation_id, s.at_ms, s.seq, COALESCE(m.flow, '') AS flow, COALESCE(m.step, '') AS step, s.actor,
  s.sender_id AS by_id
FROM said s
JOIN marked m ON m.thread_id = s.thread_id AND m.message_id = s.message_id
WHERE (m.flow IS NOT NULL OR m.step IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM entered e WHERE e.thread_id = s.thread_id);

-- The steps that each conversation came to in each flow, numbered by when it first did.
CREATE VIEW reached AS
WITH numbered AS (
  SELECT v.*,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, flow, step ORDER BY at_ms, seq) AS visit_no,
    FIRST_VALUE(at_ms) OVER (PARTITION BY conversation_id, flow ORDER BY at_ms, seq) AS entered_ms,
    FIRST_VALUE(actor) OVER (PARTITION BY conversation_id, flow ORDER BY at_ms, seq) AS actor_first,
    FIRST_VALUE(by_id) OVER (PARTITION BY conversation_id, flow ORDER BY at_ms, seq) AS by_first
  FROM visits v
)
SELECT conversation_id, flow, step, entered_ms, actor_first AS actor, by_first AS by_id,
  ROW_NUMBER() OVER (PARTITION BY conversation_id, flow ORDER BY at_ms, seq) AS place_no
FROM numbered
WHERE visit_no = 1;

CREATE VIEW steps_in_order AS
WITH placed AS (
  SELECT flow, step, place_no,
    ROW_NUMBER() OVER (PARTITION BY flow, step ORDER BY place_no) AS row_no,
    COUNT(*) OVER (PARTITION BY flow, step) AS row_count
  FROM reached
),
medians AS (
  SELECT flow, step, AVG(CAST(place_no AS DOUBLE PRECISION)) AS median
  FROM placed
  WHERE 2 * row_no BETWEEN row_count AND row_count + 2
  GROUP BY flow, step
)
SELECT flow, step, ROW_NUMBER() OVER (PARTITION BY flow ORDER BY median, step) AS rank_no,
  COUNT(*) OVER (PARTITION BY flow) AS last_no
FROM medians;

-- A row for each step that a conversation came to, or passed on its way to a later one of the flow.
CREATE VIEW passed AS
WITH farthest AS (
  SELECT r.conversation_id, r.flow, r.entered_ms, r.actor, r.by_id, MAX(o.rank_no) AS farthest_no
  FROM reached r
  JOIN steps_in_order o ON o.flow = r.flow AND o.step = r.step
  GROUP BY r.conversation_id, r.flow, r.entered_ms, r.actor, r.by_id
)
SELECT f.conversation_id, f.flow, o.step, f.entered_ms, f.actor, f.by_id,
  CASE WHEN o.rank_no = f.farthest_no THEN 1 ELSE 0 END AS is_farthest,
  CASE WHEN o.rank_no = o.last_no THEN 1 ELSE 0 END AS is_last
FROM farthest f
JOIN steps_in_order o ON o.flow = f.flow AND o.rank_no <= f.farthest_no;
