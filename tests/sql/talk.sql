-- Which cycle each public message was written in; what was written while the conversation was closed is not among them.
--
-- What the contract leaves open, as the crate decides it: a message at the very instant of a close still belongs to the
-- cycle that the close ends.
CREATE VIEW talk AS
SELECT m.conversation_id, m.message_no, m.at_ms, m.actor, m.sender_id, MIN(c.cycle_no) AS cycle_no
FROM public_messages m
JOIN cycles c
  ON c.conversation_id = m.conversation_id
  AND (c.cycle_no = 1 OR m.at_ms >= c.opened_ms)
  AND (c.end_kind = 'still-open' OR m.at_ms <= c.ended_ms)
GROUP BY m.conversation_id, m.message_no, m.at_ms, m.actor, m.sender_id;
