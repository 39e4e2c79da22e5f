-- Whom it is credited to. By the policy's `sender`, who did it, if an agent did; what the contact did, or nobody knows
-- who, is the business of whom it is assigned to. By `replier`, this is so of messages and replies alone, and all else is
-- the assignee's.
SELECT o.*, CASE
    WHEN p.credit = 'participants' THEN w.agent_id
    WHEN p.credit = 'firstAssignee' THEN l.first_assignee_id
    WHEN p.credit = 'assignee' THEN l.agent_id
    WHEN p.credit = 'replier' AND o.message_id IS NULL AND o.is_reply IS NULL THEN l.agent_id
    WHEN o.agent_id IS NULL AND o.actor IN ('contact', 'business', 'unknown') THEN l.agent_id
    ELSE o.agent_id
  END AS dimension_key
FROM observed o
CROSS JOIN policy p
JOIN lives l ON l.conversation_id = o.conversation_id
LEFT JOIN participants w ON w.conversation_id = o.conversation_id AND p.credit = 'participants'
