-- When the observations of a measure count, by the policy's date basis: when they happened, or when their conversation
-- was opened or last closed. What lasts, and what is of no conversation, is not dated by any. `asks_close`: it counts only
-- if `closed_ms` lies in the period, too.
--
-- What the contract leaves open, as the crate decides it: what has no such date is left out, where it happened.
CREATE VIEW dated AS
WITH based AS (
  SELECT o.observation_no, o.at_ms, l.closed_ms, l.opened_ms, l.status,
    CASE WHEN o.is_lasting = 1 OR l.conversation_id IS NULL THEN 'event' ELSE p.date_basis END AS date_basis
  FROM observations o
  CROSS JOIN policy p
  LEFT JOIN lives l ON l.conversation_id = o.conversation_id
)
SELECT observation_no, closed_ms, date_basis = 'openedAndClosed' AS asks_close,
  COALESCE(CASE
    WHEN date_basis = 'closed' THEN closed_ms
    WHEN date_basis IN ('opened', 'openedAndClosed') THEN opened_ms
  END, at_ms) AS at_ms,
  CASE
    WHEN date_basis IN ('opened', 'openedAndClosed') AND opened_ms IS NULL THEN 'opening-time-unknown'
    WHEN date_basis = 'closed' AND closed_ms IS NULL AND status = 'closed' THEN 'close-time-unknown'
    WHEN date_basis = 'closed' AND closed_ms IS NULL THEN 'still-open'
  END AS reason
FROM based;
