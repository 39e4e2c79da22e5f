-- Who did it, if an agent did. What the contact did, or nobody knows who, is the business of whom it is assigned to.
SELECT o.*, CASE
    WHEN o.agent_id IS NULL AND o.actor IN ('contact', 'unknown') THEN l.agent_id
    ELSE o.agent_id
  END AS dimension_key
FROM observed o
JOIN lives l ON l.conversation_id = o.conversation_id
