-- Each time that a contact wanted no more messages.
SELECT conversation_id, at_ms, actor, by_id AS agent_id, contact_id AS beside_contact_id
FROM opt_outs
