-- The life of each conversation: cycles from an opening to its close, and the open states in between.
--
-- What the contract leaves open, as the crate decides it:
-- * A contact's message to a closed conversation (a knock) opens nothing by itself. If the conversation is closed again
--   after it, or is said to be open in the end, it was open since the knock. If an event reopens it no later than a
--   minute after the knock, it was open since the knock; else since that event.
-- * A close of what is closed already is none.
-- * Of what happens at one instant, messages come before events.
-- * The close that only the conversation's own row tells of counts if no event tells of one within a minute of it.
-- * A row that says closed where no event does: closed at the last sign of life, nobody knows really when.
-- * A row whose open state no event tells of: in that state since the opening, if nothing else happened since; else
--   since the last sign of life.

-- When each conversation began: the earlier of its creation and its first public message; else its first event.
CREATE VIEW begun AS
SELECT c.conversation_id,
  CASE
    WHEN c.created_ms IS NULL THEN COALESCE(m.first_ms, e.first_ms)
    WHEN m.first_ms < c.created_ms THEN m.first_ms
    ELSE c.created_ms
  END AS opened_ms
FROM conversations c
LEFT JOIN (SELECT conversation_id, MIN(at_ms) AS first_ms FROM public_messages GROUP BY conversation_id) m
  ON m.conversation_id = c.conversation_id
LEFT JOIN (SELECT conversation_id, MIN(at_ms) AS first_ms FROM happened GROUP BY conversation_id) e
  ON e.conversation_id = c.conversation_id;

-- The last time that anything is known to have happened in a conversation, private or public.
CREATE VIEW last_signs AS
SELECT conversation_id, MAX(at_ms) AS last_sign_ms
FROM (
  SELECT conversation_id, at_ms FROM said
  UNION ALL
  SELECT conversation_id, at_ms FROM happened
) signs
GROUP BY conversation_id;

-- What opens, closes or changes the state, in order; the first one is number 1.
CREATE VIEW turnings AS
WITH told AS (
  SELECT conversation_id, at_ms, seq, 0 AS is_extra, actor, by_id,
    CASE WHEN kind IN ('opened', 'reopened') THEN 'open' ELSE kind END AS state
  FROM happened
  WHERE kind IN ('opened', 'closed', 'reopened', 'pending', 'snoozed')
),
extra AS (
  SELECT c.conversation_id, c.closed_ms AS at_ms, 0 AS seq, 1 AS is_extra, 'unknown' AS actor,
    CAST(NULL AS VARCHAR) AS by_id, 'closed' AS state
  FROM conversations c
  WHERE c.closed_ms IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM told t
      WHERE t.conversation_id = c.conversation_id AND t.state = 'closed'
        AND t.at_ms BETWEEN c.closed_ms - 60000 AND c.closed_ms + 60000
    )
),
both_kinds AS (
  SELECT * FROM told
  UNION ALL
  SELECT * FROM extra
)
SELECT t.conversation_id, t.at_ms, t.actor, t.by_id, t.state,
  ROW_NUMBER() OVER (PARTITION BY t.conversation_id ORDER BY t.at_ms, t.is_extra, t.seq) AS turning_no
FROM both_kinds t
JOIN begun b ON b.conversation_id = t.conversation_id
WHERE b.opened_ms IS NOT NULL;

-- Each turning with the state before it, and when the contact first wrote to the closed conversation before it.
CREATE VIEW turnings_after AS
WITH chained AS (
  SELECT turnings.*,
    COALESCE(LAG(state) OVER (PARTITION BY conversation_id ORDER BY turning_no), 'open') AS state_before,
    LAG(at_ms) OVER (PARTITION BY conversation_id ORDER BY turning_no) AS before_ms
  FROM turnings
)
SELECT c.conversation_id, c.turning_no, c.at_ms, c.state, c.actor, c.by_id, c.state_before,
  MIN(m.at_ms) AS knock_ms
FROM chained c
LEFT JOIN public_messages m
  ON m.conversation_id = c.conversation_id AND m.actor = 'contact' AND c.state_before = 'closed'
  AND m.at_ms > c.before_ms AND m.at_ms <= c.at_ms
GROUP BY c.conversation_id, c.turning_no, c.at_ms, c.state, c.actor, c.by_id, c.state_before;

-- Every opening, the first one among them.
CREATE VIEW openings AS
WITH last_turnings AS (
  SELECT conversation_id, MAX(turning_no) AS turning_no FROM turnings GROUP BY conversation_id
),
-- The contact wrote after the last close, and the row says that the conversation is open.
knocks_at_the_end AS (
  SELECT t.conversation_id, t.turning_no + 1 AS turning_no, MIN(m.at_ms) AS opened_ms, c.status AS state
  FROM turnings t
  JOIN last_turnings l ON l.conversation_id = t.conversation_id AND l.turning_no = t.turning_no
  JOIN conversations c ON c.conversation_id = t.conversation_id
  JOIN public_messages m ON m.conversation_id = t.conversation_id AND m.actor = 'contact' AND m.at_ms > t.at_ms
  WHERE t.state = 'closed' AND c.status IN ('open', 'pending', 'snoozed')
  GROUP BY t.conversation_id, t.turning_no, c.status
),
found AS (
  SELECT conversation_id, 0 AS turning_no, opened_ms, 'open' AS state FROM begun WHERE opened_ms IS NOT NULL
  UNION ALL
  SELECT conversation_id, turning_no,
    CASE WHEN at_ms - knock_ms <= 60000 THEN knock_ms ELSE at_ms END AS opened_ms, state
  FROM turnings_after
  WHERE state_before = 'closed' AND state <> 'closed'
  UNION ALL
  SELECT conversation_id, turning_no, knock_ms AS opened_ms, 'open' AS state
  FROM turnings_after
  WHERE state_before = 'closed' AND state = 'closed' AND knock_ms IS NOT NULL
  UNION ALL
  SELECT conversation_id, turning_no, opened_ms, state FROM knocks_at_the_end
)
SELECT found.*, ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY turning_no) AS cycle_no
FROM found;

CREATE VIEW closings AS
SELECT conversation_id, at_ms, actor, by_id,
  ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY turning_no) AS cycle_no
FROM turnings_after
WHERE state = 'closed' AND (state_before <> 'closed' OR knock_ms IS NOT NULL);

-- Openings and closings take turns, so that those of one number belong together.
-- `end_kind`: closed; silence; still-open, with no `ended_ms`; closed-unknown-when.
CREATE VIEW cycles AS
SELECT o.conversation_id, o.cycle_no, o.opened_ms,
  CASE
    WHEN c.at_ms IS NOT NULL THEN CASE WHEN c.at_ms < o.opened_ms THEN o.opened_ms ELSE c.at_ms END
    WHEN v.silenced_ms IS NOT NULL THEN CASE WHEN v.silenced_ms < o.opened_ms THEN o.opened_ms ELSE v.silenced_ms END
    WHEN v.status = 'closed' THEN CASE WHEN s.last_sign_ms > o.opened_ms THEN s.last_sign_ms ELSE o.opened_ms END
  END AS ended_ms,
  CASE
    WHEN c.at_ms IS NOT NULL THEN 'closed'
    WHEN v.silenced_ms IS NOT NULL THEN 'silence'
    WHEN v.status = 'closed' THEN 'closed-unknown-when'
    ELSE 'still-open'
  END AS end_kind,
  COALESCE(c.actor, 'unknown') AS closed_by,
  c.by_id AS closer_id
FROM openings o
JOIN conversations v ON v.conversation_id = o.conversation_id
LEFT JOIN closings c ON c.conversation_id = o.conversation_id AND c.cycle_no = o.cycle_no
LEFT JOIN last_signs s ON s.conversation_id = o.conversation_id;

-- Every stretch of time in one of the open states; no `to_ms` while it lasts.
CREATE VIEW states AS
WITH starts AS (
  SELECT conversation_id, turning_no, opened_ms AS from_ms, state, 1 AS is_opening FROM openings
  UNION ALL
  SELECT conversation_id, turning_no, at_ms AS from_ms, state, 0 AS is_opening
  FROM turnings_after
  WHERE state <> 'closed' AND state_before <> 'closed' AND state <> state_before
),
in_cycles AS (
  SELECT starts.*, SUM(is_opening) OVER (
    PARTITION BY conversation_id ORDER BY turning_no ROWS UNBOUNDED PRECEDING) AS cycle_no
  FROM starts
),
bounded AS (
  SELECT i.conversation_id, i.turning_no, i.from_ms, i.state, c.opened_ms, c.ended_ms, c.end_kind,
    LEAD(i.from_ms) OVER (PARTITION BY i.conversation_id, i.cycle_no ORDER BY i.turning_no) AS next_ms
  FROM in_cycles i
  JOIN cycles c ON c.conversation_id = i.conversation_id AND c.cycle_no = i.cycle_no
),
-- The last state of what is still open may not be the one that the row says.
compared AS (
  SELECT b.conversation_id, b.from_ms, b.state, b.opened_ms, COALESCE(b.next_ms, b.ended_ms) AS to_ms,
    CASE WHEN b.next_ms IS NULL AND b.end_kind = 'still-open' AND v.status IN ('open', 'pending', 'snoozed')
      AND v.status <> b.state THEN v.status END AS said_state,
    CASE WHEN s.last_sign_ms > b.opened_ms THEN s.last_sign_ms ELSE b.opened_ms END AS last_sign_ms
  FROM bounded b
  JOIN conversations v ON v.conversation_id = b.conversation_id
  LEFT JOIN last_signs s ON s.conversation_id = b.conversation_id
),
stretches AS (
  SELECT conversation_id, from_ms,
    CASE WHEN said_state IS NOT NULL AND from_ms = opened_ms THEN said_state ELSE state END AS state,
    CASE WHEN said_state IS NOT NULL AND from_ms <> opened_ms THEN last_sign_ms ELSE to_ms END AS to_ms
  FROM compared
  UNION ALL
  SELECT conversation_id, last_sign_ms AS from_ms, said_state AS state, CAST(NULL AS BIGINT) AS to_ms
  FROM compared
  WHERE said_state IS NOT NULL AND from_ms <> opened_ms
)
SELECT conversation_id, from_ms, state, CASE WHEN to_ms < from_ms THEN from_ms ELSE to_ms END AS to_ms
FROM stretches;

-- The tags that a conversation carries: those that its thread's row lists; where it lists none, those added last and not
-- removed.
CREATE VIEW carried_tags AS
WITH numbered AS (
  SELECT conversation_id, tag, kind,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, tag ORDER BY at_ms DESC, seq DESC) AS from_last
  FROM happened
  WHERE kind IN ('tagged', 'untagged') AND tag IS NOT NULL
)
SELECT DISTINCT c.conversation_id, l.tag
FROM listed_tags l
JOIN conversations c ON c.thread_id = l.thread_id
UNION ALL
SELECT n.conversation_id, n.tag
FROM numbered n
JOIN conversations c ON c.conversation_id = n.conversation_id
WHERE n.from_last = 1 AND n.kind = 'tagged'
  AND NOT EXISTS (SELECT 1 FROM listed_tags l WHERE l.thread_id = c.thread_id);

-- The first assignment to somebody who is no bot.
CREATE VIEW first_assignments AS
SELECT conversation_id, at_ms, to_id
FROM (
  SELECT conversation_id, at_ms, to_id,
    ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY at_ms, seq) AS assignment_no
  FROM happened
  WHERE kind = 'assigned' AND to_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.agent_id = to_id AND a.kind = 'bot')
) numbered
WHERE assignment_no = 1;

-- Whom each conversation is assigned to: the agent that its row says; where it says nothing, the last one it was given to.
CREATE VIEW assignees AS
WITH changes AS (
  SELECT conversation_id, CASE WHEN kind = 'assigned' THEN to_id END AS agent_id,
    ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY at_ms DESC, seq DESC) AS from_last
  FROM happened
  WHERE kind IN ('assigned', 'unassigned')
)
SELECT c.conversation_id, CASE WHEN c.says_agent THEN c.agent_id ELSE h.agent_id END AS agent_id
FROM conversations c
LEFT JOIN changes h ON h.conversation_id = c.conversation_id AND h.from_last = 1;

-- The agents who wrote in each conversation.
CREATE VIEW participants AS
SELECT DISTINCT conversation_id, sender_id AS agent_id
FROM public_messages
WHERE actor = 'agent' AND sender_id IS NOT NULL;

-- One row a conversation, with what is known of it as a whole. `opener` is the actor who wrote first.
-- `closed_ms` is NULL where it is open, or closed nobody knows when. What silence ended counts as the latter, but no
-- measure of closes has it.
CREATE VIEW lives AS
WITH ends AS (
  SELECT conversation_id, MIN(message_no) AS first_no, MAX(message_no) AS last_no,
    MIN(at_ms) AS first_public_ms, MAX(at_ms) AS last_public_ms,
    MIN(CASE WHEN actor = 'broadcast' THEN 1 ELSE 0 END) AS is_broadcast_only
  FROM public_messages
  GROUP BY conversation_id
),
last_cycles AS (
  SELECT conversation_id, MAX(cycle_no) AS cycle_no FROM cycles GROUP BY conversation_id
),
current_states AS (
  SELECT conversation_id, state FROM states WHERE to_ms IS NULL
)
SELECT c.conversation_id, c.contact_id, c.channel, c.category,
  COALESCE(c.team, a.team) AS team,
  COALESCE(c.origin, CASE
    WHEN m.actor = 'contact' THEN 'inbound'
    WHEN m.actor IN ('agent', 'echo') THEN 'inbox'
    WHEN m.actor IN ('bot', 'automation', 'broadcast') THEN 'flow'
    ELSE 'other'
  END) AS origin,
  COALESCE(m.actor, 'unknown') AS opener,
  s.agent_id,
  f.at_ms AS first_assigned_ms,
  COALESCE(f.to_id, c.agent_id) AS first_assignee_id,
  b.opened_ms,
  CASE WHEN y.end_kind = 'closed' THEN y.ended_ms END AS closed_ms,
  y.cycle_no AS last_cycle_no,
  y.end_kind,
  CASE WHEN b.opened_ms IS NULL THEN 'unknown' ELSE COALESCE(o.state, 'closed') END AS status,
  e.first_public_ms, e.last_public_ms, e.is_broadcast_only,
  CASE WHEN e.first_no = e.last_no THEN 1 ELSE 0 END AS is_single_message
FROM conversations c
JOIN begun b ON b.conversation_id = c.conversation_id
JOIN assignees s ON s.conversation_id = c.conversation_id
LEFT JOIN agents a ON a.agent_id = s.agent_id
LEFT JOIN first_assignments f ON f.conversation_id = c.conversation_id
LEFT JOIN ends e ON e.conversation_id = c.conversation_id
LEFT JOIN public_messages m ON m.conversation_id = c.conversation_id AND m.message_no = e.first_no
LEFT JOIN last_cycles l ON l.conversation_id = c.conversation_id
LEFT JOIN cycles y ON y.conversation_id = c.conversation_id AND y.cycle_no = l.cycle_no
LEFT JOIN current_states o ON o.conversation_id = c.conversation_id;
