/**
 * A warehouse with the base tables and the views of this folder: DuckDB, in memory.
 *
 * Canonical JSON is taken apart into rows here, as section 4 of the design describes it. Nothing is worked out: what
 * follows from the rows is for SQL to say. Does not read what the generator never writes: times without a zone or in
 * seconds, and messages without an id.
 */
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const HERE = new URL('.', import.meta.url);
/** Views that ask no more of the policy than its unit are worked out once for each and kept; the others are not. */
const OF_UNIT = [
  'conversations.sql', 'said.sql', 'lives.sql', 'talk.sql', 'asked.sql', 'flows.sql', 'sold.sql', 'bot_hands.sql', 'windows.sql',
];
const OF_POLICY = ['turns.sql', 'outreach.sql', 'outcomes.sql'];

export const DAY_MS = 86_400_000;
/** The dates on which the generated data and whatever follows from it lie. */
const CALENDAR = { from: dayOf('2024-01-01'), to: dayOf('2027-01-01') };
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const DEFAULT_POLICY = {
  turnStart: 'first', firstResponseFrom: 'firstInbound', resolution: 'lastClose', duration: 'messages', readOver: 'delivered',
  repliesBy: ['agent', 'echo'], replyWindowHours: 72, inactiveAfterDays: 30, abandonedAfterHours: 24, durableDays: 7,
  conversionWindowDays: 7, csat: 'top2', clock: 'wall', excludeBotTime: false, unit: 'native', dateBasis: 'event',
  credit: 'sender', snapshotAt: 'periodEnd',
};

/** In the order of the columns of `policy`. */
const POLICY_COLUMNS = [
  'turnStart', 'firstResponseFrom', 'resolution', 'duration', 'readOver', 'replyWindowHours', 'inactiveAfterDays',
  'abandonedAfterHours', 'durableDays', 'conversionWindowDays', 'csat', 'clock', 'excludeBotTime', 'inactivityHours',
  'dateBasis', 'credit', 'snapshotAt',
];

export class Warehouse {
  #connection;
  #zones = new Set();
  /** The unit of the policy, and the schedules, as they were given, that the tables hold. */
  #unit;
  #scheduled;

  static async of(inbox) {
    const warehouse = new Warehouse();
    const instance = await DuckDBInstance.create(':memory:');
    warehouse.#connection = await instance.connect();
    await warehouse.run(definition('base.sql'));
    await warehouse.#load(tables(inbox));
    await warehouse.#load({ calendar: numbers(CALENDAR.from, CALENDAR.to).map((day) => [day]) });
    await warehouse.setPolicy({});
    for (const file of OF_POLICY) {
      await warehouse.run(definition(file));
    }
    return warehouse;
  }

  async run(sql) {
    await this.#connection.run(sql);
  }

  /** The rows that a query gives; whole numbers come as numbers. */
  async rows(sql) {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJS().map(plain);
  }

  /** The names of the columns that a query gives. */
  async columns(sql) {
    const reader = await this.#connection.runAndReadAll(`SELECT * FROM (${sql}) q WHERE 1 = 0`);
    return reader.columnNames();
  }

  async setPolicy(changes) {
    const { repliesBy, unit, ...others } = { ...DEFAULT_POLICY, ...changes };
    const choices = { ...others, inactivityHours: unit.inactivityHours };
    await this.run('DELETE FROM policy; DELETE FROM replies_by');
    await this.#load({ policy: [POLICY_COLUMNS.map((choice) => choices[choice])], replies_by: repliesBy.map((actor) => [actor]) });
    await this.#setUnit(JSON.stringify(unit));
  }

  async #setUnit(unit) {
    if (unit === this.#unit) {
      return;
    }
    for (const file of OF_UNIT) {
      await this.#keep(file);
    }
    this.#unit = unit;
    this.#scheduled = undefined;
  }

  /** Works out the views of a file, and keeps what they come to. */
  async #keep(file) {
    await this.run(definition(file).replaceAll('CREATE VIEW', 'CREATE OR REPLACE TABLE'));
  }

  /** Business hours as a question in a zone gives them, or none. */
  async setSchedule(schedule, timeZone) {
    const scheduled = JSON.stringify([schedule, timeZone]);
    if (scheduled === this.#scheduled) {
      return;
    }
    const { schedules, ...hours } = schedule ? schedulesOf(schedule, timeZone) : { schedules: [] };
    for (const [, , , zone] of schedules) {
      await this.knowZone(zone);
    }
    await this.run('DELETE FROM schedules; DELETE FROM weekly_hours; DELETE FROM special_dates; DELETE FROM special_hours');
    await this.#load({ schedules, ...hours });
    await this.#keep('hours.sql');
    this.#scheduled = scheduled;
  }

  /** Sees to it that the clocks of a zone are known. */
  async knowZone(timeZone) {
    if (!this.#zones.has(timeZone)) {
      this.#zones.add(timeZone);
      await this.#load({ zone_changes: changes(timeZone).map((change) => [timeZone, ...change]) });
    }
  }

  /** Writes rows, each an array in the order of its table's columns. */
  async #load(rowsOf) {
    for (const [table, rows] of Object.entries(rowsOf)) {
      const appender = await this.#connection.createAppender(table);
      for (const row of rows) {
        for (const value of row) {
          append(appender, value);
        }
        appender.endRow();
      }
      appender.closeSync();
    }
  }

  close() {
    this.#connection.closeSync();
  }
}

export function definition(file) {
  return readFileSync(new URL(file, HERE), 'utf8');
}

export function numbers(from, to) {
  return Array.from({ length: to - from }, (_, place) => from + place);
}

/** A date as days since 1970-01-01. */
export function dayOf(date) {
  return Date.parse(date) / DAY_MS;
}

function append(appender, value) {
  switch (typeof value) {
    case 'number':
      return appender.appendBigInt(BigInt(value));
    case 'boolean':
      return appender.appendBoolean(value);
    case 'string':
      return appender.appendVarchar(value);
    default:
      return appender.appendNull();
  }
}

function plain(row) {
  const entries = Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]);
  return Object.fromEntries(entries);
}

const KINDS = { voice: 'audio', file: 'document', contacts: 'contact-card', contact: 'contact-card' };
const DIRECTIONS = { in: 'contact', out: 'agent' };
const AUTOMATIC = ['auto', 'inactivity', 'timeout'];
const RECEIPTS = ['sent', 'delivered', 'read', 'failed'];
/** The facts that a member of a conversation supplies by being there, be it null. */
const SUPPLIED = { messages: 'messages', status: 'status', closedAt: 'status', agentId: 'agents', tags: 'tags', unread: 'seen', csat: 'surveys' };

function ms(time) {
  if (time === null || time === undefined) {
    return null;
  }
  return typeof time === 'number' ? time : Date.parse(time);
}

/** Money in whole millionths. */
function micros(value) {
  return typeof value === 'number' ? Math.round(value * 1e6) : null;
}

function tables(inbox) {
  const rows = { agents: [], contacts: [], contact_tags: [], contact_attributes: [], threads: [], listed_tags: [], messages: [], receipts: [], surveys: [], events: [], supplied: [] };
  for (const { id, team, kind = 'agent' } of inbox.agents ?? []) {
    rows.agents.push([id, team, kind]);
  }
  for (const { id, country, createdAt, addedVia, removedAt, tags = [], attributes = {} } of inbox.contacts ?? []) {
    rows.contacts.push([id, country, ms(createdAt), addedVia, ms(removedAt)]);
    rows.contact_tags.push(...tags.map((tag) => [id, tag]));
    const values = Object.entries(attributes).filter(([, value]) => value !== null);
    rows.contact_attributes.push(...values.map(([key, value]) => [id, key, String(value)]));
  }
  for (const conversation of inbox.conversations) {
    addConversation(rows, conversation);
  }
  return rows;
}

function addConversation(rows, conversation) {
  const { id, contactId, channel, origin, category, status, createdAt, closedAt, unread, agentId, team } = conversation;
  const saysAgent = agentId !== undefined;
  rows.threads.push(
    [id, contactId, channel, origin, category, status, ms(createdAt), ms(closedAt), unread, agentId, saysAgent, team],
  );
  const facts = Object.keys(SUPPLIED).filter((key) => key in conversation).map((key) => SUPPLIED[key]);
  rows.supplied.push(...[...new Set(facts)].map((fact) => [id, fact]));
  let seq = 0;
  for (const tag of conversation.tags ?? []) {
    const { name, by, at } = typeof tag === 'string' ? { name: tag } : tag;
    rows.listed_tags.push([id, name]);
    if (at) {
      rows.events.push([id, seq++, ms(at), 'tagged', 'unknown', by, null, name, null, null, null, null, null]);
    }
  }
  for (const { type, at, by, to, tag, actor, reason, flow, step, value, currency, kind } of (conversation.events ?? []).filter(({ type }) => type !== 'csat')) {
    const who = actor ?? (AUTOMATIC.includes(reason) ? 'automation' : 'unknown');
    rows.events.push([id, seq++, ms(at), type, who, by, to, tag, flow, step, micros(value), currency, kind]);
  }
  for (const [place, message] of (conversation.messages ?? []).entries()) {
    addMessage(rows, id, place, message);
  }
  addSurveys(rows, conversation);
}

/** A survey stands beside the events, or is one of them; those that stand first came first. */
function addSurveys(rows, conversation) {
  const told = Object.entries(conversation).flatMap(([key, value]) => {
    switch (key) {
      case 'csat':
        return value ?? [];
      case 'events':
        return value.filter(({ type }) => type === 'csat');
      default:
        return [];
    }
  });
  for (const [place, { sentAt, at, score, scale }] of told.entries()) {
    rows.surveys.push([conversation.id, place, ms(sentAt), ms(at), score, scale]);
  }
  if (told.length > 0) {
    rows.supplied.push([conversation.id, 'surveys']);
  }
}

function addMessage(rows, conversation, seq, message) {
  const { id, at, direction, sender, senderId, type = 'text', private: isPrivate, template, campaign, variant, flow, step, status } = message;
  const actor = sender ?? DIRECTIONS[direction] ?? 'unknown';
  const kind = isPrivate ? 'note' : KINDS[type] ?? type;
  rows.messages.push([conversation, seq, id, ms(at), actor, kind, senderId, template, campaign, variant, status?.error, flow, step]);
  for (const receipt of RECEIPTS.filter((receipt) => status?.[receipt])) {
    rows.receipts.push([conversation, id, receipt, ms(status[receipt])]);
  }
}

/** The schedules of a question, row by row. Whoever has no zone of their own has everybody's, else the question's. */
function schedulesOf({ timeZone: everybodys, teams = {}, agents = {}, ...everybody }, timeZone) {
  const own = (whose, group) => Object.entries(group).map(([owner, hours]) => ({ whose, owner, ...hours }));
  const all = [...own('team', teams), ...own('agent', agents), ...(everybody.week ? [{ whose: 'everybody', ...everybody }] : [])];
  const rows = { schedules: [], weekly_hours: [], special_dates: [], special_hours: [] };
  for (const [id, { whose, owner, timeZone: zone = everybodys ?? timeZone, week, closed = [], exceptions = {} }] of all.entries()) {
    rows.schedules.push([id, whose, owner, zone]);
    for (const [day, intervals] of Object.entries(week)) {
      rows.weekly_hours.push(...intervals.map((interval) => [id, WEEKDAYS.indexOf(day) + 1, ...interval.map(minuteOf)]));
    }
    for (const date of [...closed, ...Object.keys(exceptions)]) {
      rows.special_dates.push([id, dayOf(date)]);
    }
    for (const [date, intervals] of Object.entries(exceptions)) {
      rows.special_hours.push(...intervals.map((interval) => [id, dayOf(date), ...interval.map(minuteOf)]));
    }
  }
  return rows;
}

/** A time of the day as minutes since midnight. */
function minuteOf(time) {
  const [hour, minute] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** From which instant up to which other one a zone has which offset, by `Intl`, as far as the calendar reaches. */
function changes(timeZone) {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  const offset = (at) => {
    const parts = clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]);
    const { year, month, day, hour, minute, second } = Object.fromEntries(parts);
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
  const quarter = DAY_MS / 96;
  const [first, last] = [(CALENDAR.from - 1) * DAY_MS, (CALENDAR.to + 1) * DAY_MS];
  const rows = [[first, last, offset(first)]];
  for (let at = first; at < last; at += DAY_MS) {
    // The day's clock has changed: at which quarter of an hour?
    if (offset(at + DAY_MS) !== rows.at(-1)[2]) {
      let change = at;
      while (offset(change) === rows.at(-1)[2]) {
        change += quarter;
      }
      rows.at(-1)[1] = change;
      rows.push([change, last, offset(change)]);
    }
  }
  return rows;
}
