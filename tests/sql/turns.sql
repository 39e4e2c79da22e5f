-- Which reply answers which message. A turn opens at the contact's first unanswered public message and closes at the
-- first reply by one of `replies_by`; it never spans a close. Where the business answers and nobody knows who of it did,
-- the waiting ends, but not with a reply that is known to count: `is_doubtful`, 1 or 0.
--
-- What the contract leaves open, as the crate decides it: what is written while a conversation is closed and is not
-- opened by it waits for nobody.

CREATE VIEW turns AS
WITH heard AS (
  SELECT t.*, CASE WHEN t.actor = 'contact' THEN 0 ELSE 1 END AS is_reply,
    CASE WHEN t.actor IN (SELECT actor FROM replies_by) THEN 1 ELSE 0 END AS counts
  FROM talk t
  WHERE t.actor IN ('contact', 'business') OR t.actor IN (SELECT actor FROM replies_by)
),
counted AS (
  SELECT heard.*, SUM(is_reply) OVER (
    PARTITION BY conversation_id, cycle_no ORDER BY message_no ROWS UNBOUNDED PRECEDING) AS replies
  FROM heard
),
-- The contact's messages between two replies wait together, for the second one.
waits AS (
  SELECT w.conversation_id, w.cycle_no, w.replies, p.turn_start,
    MIN(w.at_ms) AS first_ms, MAX(w.at_ms) AS last_ms, MIN(w.message_no) AS first_no
  FROM counted w
  CROSS JOIN policy p
  WHERE w.is_reply = 0
  GROUP BY w.conversation_id, w.cycle_no, w.replies, p.turn_start
)
SELECT w.conversation_id, w.cycle_no,
  ROW_NUMBER() OVER (PARTITION BY w.conversation_id ORDER BY w.cycle_no, w.first_no) AS turn_no,
  w.first_ms AS opened_ms,
  -- When the clock starts.
  CASE w.turn_start WHEN 'last' THEN w.last_ms ELSE w.first_ms END AS started_ms,
  CASE WHEN r.counts = 1 THEN r.at_ms END AS replied_ms,
  CASE WHEN r.counts = 1 THEN r.actor END AS replier,
  CASE WHEN r.counts = 1 THEN r.sender_id END AS replier_id,
  CASE WHEN r.counts = 0 THEN 1 ELSE 0 END AS is_doubtful,
  -- When the waiting ended without a reply.
  CASE
    WHEN r.counts = 0 THEN r.at_ms
    WHEN r.at_ms IS NULL AND c.end_kind <> 'still-open' THEN c.ended_ms
  END AS given_up_ms
FROM waits w
JOIN cycles c ON c.conversation_id = w.conversation_id AND c.cycle_no = w.cycle_no
LEFT JOIN counted r
  ON r.conversation_id = w.conversation_id AND r.cycle_no = w.cycle_no
  AND r.is_reply = 1 AND r.replies = w.replies + 1;
