-- The base tables: what a source says, row by row, as it came. Nothing here has been worked out.
--
-- The dialect of all files in this folder: SQL:2003 as DuckDB, PostgreSQL, Snowflake, Redshift and (with STRING for
-- VARCHAR) BigQuery have it: joins, CASE, COALESCE, GROUP BY, UNION ALL, CTEs, views, and the window functions
-- ROW_NUMBER, LAG, LEAD, COUNT, SUM and MAX with ROWS; in dimensions/ and hours.sql, FLOOR and MOD. (UNION alone is UNION DISTINCT in
-- BigQuery.) There are no lists, lambdas, QUALIFY, ASOF joins, recursion, date functions or time zones, and no GREATEST
-- or LEAST, since these treat NULL differently everywhere. Nothing is ordered by what may be NULL. An instant is a
-- BIGINT: milliseconds since 1970-01-01T00:00:00Z, in a column that ends in _ms. NULL is what is not known or did not
-- happen. A warehouse may keep the views of most files as tables: of the policy these ask the unit alone. turns.sql,
-- outreach.sql, outcomes.sql, dated.sql, dimensions/ and measures/ ask all of it, hours.sql asks the schedules of the
-- question, and timed.sql both.
--
-- `seq` is the place of a row in its input: of several rows of one instant, the one that came first stands first.
-- (The crate orders messages of one instant by their ids where these are whole numbers. Other ids have no order.)

-- One row: the choices on which products disagree. See section 2 of the contract.
CREATE TABLE policy (
  turn_start VARCHAR,           -- first, last
  first_response_from VARCHAR,  -- firstInbound, opened, assigned, lastOpened
  resolution VARCHAR,           -- lastClose, firstClose, everyClose, openSpans, perCycle
  duration VARCHAR,             -- messages, openClose, assigned
  read_over VARCHAR,            -- delivered, sent, measurable
  reply_window_hours BIGINT,
  inactive_after_days BIGINT,
  abandoned_after_hours BIGINT,
  durable_days BIGINT,
  conversion_window_days BIGINT,
  csat VARCHAR,                 -- top2, mean
  clock VARCHAR,                -- wall, business
  exclude_bot_time BOOLEAN,
  inactivity_hours BIGINT,      -- of the unit; NULL where it is native
  date_basis VARCHAR,           -- event, opened, closed, openedAndClosed
  credit VARCHAR,               -- sender, replier, assignee, firstAssignee, participants
  snapshot_at VARCHAR           -- periodEnd, now
);

-- A row for each actor whose messages answer the contact: the policy `repliesBy`.
CREATE TABLE replies_by (actor VARCHAR);

CREATE TABLE agents (
  agent_id VARCHAR,
  team VARCHAR,
  kind VARCHAR                  -- agent, bot
);

CREATE TABLE contacts (
  contact_id VARCHAR,
  country VARCHAR,
  created_ms BIGINT,
  added_via VARCHAR,            -- the source's own word: first-message, import, …
  removed_ms BIGINT
);

CREATE TABLE contact_tags (
  contact_id VARCHAR,
  tag VARCHAR
);

CREATE TABLE contact_attributes (
  contact_id VARCHAR,
  attribute VARCHAR,
  attribute_value VARCHAR       -- as JSON writes it: pro, 7, true
);

-- What the source calls a conversation, row by row. What is counted as one, conversations.sql says.
CREATE TABLE threads (
  thread_id VARCHAR,
  contact_id VARCHAR,
  channel VARCHAR,
  origin VARCHAR,
  category VARCHAR,
  status VARCHAR,               -- open, pending, snoozed, closed
  created_ms BIGINT,
  closed_ms BIGINT,
  unread BIGINT,
  agent_id VARCHAR,
  says_agent BOOLEAN,           -- whether the source says who it is assigned to, be it nobody
  team VARCHAR
);

-- The tags that a thread's own row lists.
CREATE TABLE listed_tags (
  thread_id VARCHAR,
  tag VARCHAR
);

-- All versions of each message.
CREATE TABLE messages (
  thread_id VARCHAR,
  seq BIGINT,
  message_id VARCHAR,
  at_ms BIGINT,
  actor VARCHAR,                -- contact, agent, echo, bot, automation, broadcast, business, system, unknown
  kind VARCHAR,                 -- text, image, …, call, reaction, note, notice, deleted
  sender_id VARCHAR,            -- of a contact where actor is contact, else of an agent
  template VARCHAR,
  campaign VARCHAR,
  variant VARCHAR,
  error VARCHAR,                -- why it failed
  flow VARCHAR,
  step VARCHAR
);

-- How far a message got: a row for each receipt that came.
CREATE TABLE receipts (
  thread_id VARCHAR,
  message_id VARCHAR,
  kind VARCHAR,                 -- sent, delivered, read, failed
  at_ms BIGINT
);

-- What is told of surveys, all versions of each: how satisfied a contact is.
CREATE TABLE surveys (
  thread_id VARCHAR,
  seq BIGINT,
  sent_ms BIGINT,
  at_ms BIGINT,                 -- of the answer, where there is one
  score DOUBLE PRECISION,
  scale BIGINT                  -- the best score there is
);

CREATE TABLE events (
  thread_id VARCHAR,
  seq BIGINT,
  at_ms BIGINT,
  kind VARCHAR,                 -- opened, closed, reopened, pending, snoozed, assigned, unassigned, tagged, untagged, …
  actor VARCHAR,                -- as in messages; unknown where only by_id tells
  by_id VARCHAR,                -- the agent who did it
  to_id VARCHAR,                -- the agent assigned
  tag VARCHAR,
  flow VARCHAR,                 -- of a flow-step
  step VARCHAR,
  value_micros BIGINT,          -- of a conversion: millionths of the currency's unit
  currency VARCHAR,
  conversion VARCHAR            -- its kind: order, refund, …
);

-- Which facts a source's row of a thread supplies by itself: messages, status, agents, tags, seen. More follow
-- from its messages and events: see `facts`.
CREATE TABLE supplied (
  thread_id VARCHAR,
  fact VARCHAR
);

-- Business hours as a question gives them: for everybody, for single teams, for single agents.
CREATE TABLE schedules (
  schedule_id BIGINT,
  whose VARCHAR,                -- everybody, team, agent
  owner_id VARCHAR,             -- of the team, of the agent
  zone VARCHAR                  -- whose clocks it goes by
);

-- When a schedule is open on each day of the week, from 1, Monday, to 7. What does not end later than it begins goes on
-- into the next day.
CREATE TABLE weekly_hours (
  schedule_id BIGINT,
  weekday BIGINT,
  from_minute BIGINT,           -- since midnight
  to_minute BIGINT
);

-- Dates, as days since 1970-01-01, that are not like their day of the week; and their hours, if they have any.
CREATE TABLE special_dates (
  schedule_id BIGINT,
  day_no BIGINT
);

CREATE TABLE special_hours (
  schedule_id BIGINT,
  day_no BIGINT,
  from_minute BIGINT,
  to_minute BIGINT
);

-- All dates that the data can lie on.
CREATE TABLE calendar (day_no BIGINT);

-- From which instant up to which other one the clocks of a zone show which time, as far as the calendar reaches.
CREATE TABLE zone_changes (
  zone VARCHAR,
  from_ms BIGINT,
  to_ms BIGINT,
  offset_ms BIGINT
);
