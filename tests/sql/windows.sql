-- Whether each message of ours lies within 24 hours after the contact's last one, be that of another part of the thread.
--
-- What the contract leaves open, as the crate decides it: only the thread itself is looked at, and the 72 hours after a
-- click on an advertisement are not known.
CREATE VIEW windows AS
WITH heard AS (
  SELECT t.*, ROW_NUMBER() OVER (PARTITION BY thread_id ORDER BY at_ms, seq) AS place FROM told t WHERE is_public = 1
)
SELECT m.thread_id, m.message_id, CASE WHEN COUNT(c.place) > 0 THEN 'inside' ELSE 'outside' END AS side
FROM heard m
LEFT JOIN heard c
  ON c.thread_id = m.thread_id AND c.actor = 'contact' AND c.place < m.place AND m.at_ms - c.at_ms < 86400000
WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast', 'business')
GROUP BY m.thread_id, m.message_id;
