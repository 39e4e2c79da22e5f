-- Conversations in which a bot wrote, each with what became of it. Dated by the opening.
SELECT conversation_id, opened_ms AS at_ms, due_ms, outcome, opener AS actor, agent_id, reason FROM outcomes
