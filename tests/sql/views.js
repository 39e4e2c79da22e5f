/**
 * Every view of a measure, by SQL: totals, days and hours, splits, hours of the week, spread. Here PERCENTILE_CONT and
 * CREATE OR REPLACE TABLE are used, too.
 *
 * A measure's file says by the columns it has what kind of measure it is:
 *
 * | columns | value |
 * |---|---|
 * | `at_ms` alone | the number of rows |
 * | `entity_id` | the number of different ones; a row without one is left out as `no-contact` |
 * | `entity_id`, `first_ms` | the number of different ones whose `first_ms` is before the span begins |
 * | `per_entity_id` | rows by the number of different ones; a row without one is left out as `no-contact` |
 * | `hourly_entity_id` | the number of different ones in each hour of the clock, together |
 * | `since_ms`, `until_ms` | statistics of the times in between, see `timed.sql` |
 * | `amount` | statistics of the amounts |
 * | `entity_id`, `retained` | a rate: of the different ones of the span before, and of a bucket the bucket before, those `seen` in the span |
 * | `entity_id`, `cohort` | by month or week: the number of different ones, and how many of these are `seen` in each later one |
 * | `hit` (1 or 0) | a rate: rows with a hit by all rows; with `entity_id`, of different ones |
 * | `value_micros` | the sum of money; none where it is of more than one `currency` |
 * | `from_ms`, `to_ms` instead of `at_ms` | conversations for which it lasts at an instant; no `to_ms`: to this day |
 *
 * A row has `contact_id` instead of `conversation_id` where it is of a contact, and of no conversation.
 *
 * What is timed may have `is_waited`, 1 where time in a bot's hands can be left out, and `whole_id`: rows of one are one.
 * `is_reply`, 1, says that `agent_id` is who replied.
 *
 * Also: `conversation_id`, `actor` and `agent_id` (who did it); `tag`, `state` and `kind` where a row is about one
 * (`kind`: of message; `message_id`, where it is a message; `outcome`; `flow` and `step`); `reason` why a row is not
 * counted, `note` on one that is; `beside_contact_id`: how many different contacts is told beside the value; `due_ms`:
 * from when on it is known, and before that `not-yet-known`.
 */
import { DAY_MS, dayOf, definition, numbers } from './warehouse.js';

const COLUMNS = {
  conversation_id: 'VARCHAR', at_ms: 'BIGINT', to_ms: 'BIGINT', amount: 'DOUBLE PRECISION', hit: 'BIGINT', entity_id: 'VARCHAR',
  actor: 'VARCHAR', agent_id: 'VARCHAR', tag: 'VARCHAR', state: 'VARCHAR', kind: 'VARCHAR', reason: 'VARCHAR',
  note: 'VARCHAR', beside_contact_id: 'VARCHAR', first_ms: 'BIGINT', per_entity_id: 'VARCHAR', contact_id: 'VARCHAR',
  due_ms: 'BIGINT', message_id: 'VARCHAR', outcome: 'VARCHAR', flow: 'VARCHAR', step: 'VARCHAR', value_micros: 'BIGINT',
  currency: 'VARCHAR', hourly_entity_id: 'VARCHAR', since_ms: 'BIGINT', until_ms: 'BIGINT', is_waited: 'BIGINT',
  whole_id: 'VARCHAR', is_reply: 'BIGINT',
};
const QUANTILES = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95 };

/** What follows a colon is the key of an attribute. */
export function fileOf(folder, id) {
  return `${folder}/${id.split(':')[0].replaceAll('-', '_')}.sql`;
}

/** One measure under the policy that the warehouse has, with its observations at hand. */
export class Measured {
  #warehouse;
  #asked;

  static async of(warehouse, id) {
    const sql = definition(fileOf('measures', id));
    const columns = await warehouse.columns(sql);
    const measured = new Measured();
    measured.#warehouse = warehouse;
    measured.isLasting = columns.includes('from_ms');
    measured.isTimed = columns.includes('until_ms');
    measured.isAmount = measured.isTimed || columns.includes('amount');
    measured.isMoney = columns.includes('value_micros');
    measured.isRetained = columns.includes('retained');
    measured.isCohort = columns.includes('cohort');
    measured.isRate = ['hit', 'retained', 'cohort'].some((column) => columns.includes(column));
    measured.isDistinct = columns.includes('entity_id') || columns.includes('hourly_entity_id');
    measured.isOfContacts = columns.includes('contact_id');
    measured.isPer = columns.includes('per_entity_id');
    measured.isReturning = columns.includes('first_ms');
    measured.columns = columns;
    measured.hasBeside = columns.includes('beside_contact_id');
    const column = ([name, type]) => {
      const own = name === 'at_ms' && measured.isLasting ? 'from_ms' : name;
      return columns.includes(own) ? `CAST(${own} AS ${type}) AS ${name}` : `CAST(NULL AS ${type}) AS ${name}`;
    };
    const all = Object.entries(COLUMNS).map(column).join(', ');
    await warehouse.run(`CREATE OR REPLACE TABLE observations AS
      SELECT ${all}, ${measured.isLasting ? 1 : 0} AS is_lasting,
        ROW_NUMBER() OVER (ORDER BY ${measured.isOfContacts ? 'contact_id' : 'conversation_id'}) AS observation_no
      FROM (${sql}) m`);
    return measured;
  }

  /** What follows are questions about these local days in this zone, asked at this instant, with this schedule or none. */
  async ask({ from, to, timeZone, now, schedule }) {
    await this.#warehouse.knowZone(timeZone);
    await this.#warehouse.setSchedule(schedule, timeZone);
    const clock = `(SELECT from_ms, to_ms, offset_ms FROM zone_changes WHERE zone = '${timeZone}')`;
    this.#asked = { from, now, clock };
    const days = [from, to].map(dayOf);
    const others = Object.keys(COLUMNS).filter((name) => !['at_ms', 'amount', 'reason', 'entity_id'].includes(name)).map((name) => `a.${name}`);
    const [amount, lacking, timed] = this.isTimed
      ? ['CAST(t.length_ms AS DOUBLE PRECISION)', 't.reason', 'JOIN timed t ON t.observation_no = a.observation_no']
      : ['a.amount', 'NULL', ''];
    await this.#warehouse.run(`
      ${['timed.sql', 'dated.sql'].map((file) => definition(file).replace('CREATE VIEW', 'CREATE OR REPLACE VIEW')).join('\n')}
      CREATE OR REPLACE TABLE hours (hour_no BIGINT);
      INSERT INTO hours VALUES ${numbers(0, 26).map((hour) => `(${hour})`)};
      -- A local day begins at midnight; no zone that is asked for changes its clock then.
      CREATE OR REPLACE TABLE bounded AS
        SELECT day_no, from_ms, LEAD(from_ms) OVER (ORDER BY day_no) AS to_ms, LAG(from_ms) OVER (ORDER BY day_no) AS before_ms
        FROM (${midnights(`(SELECT day_no FROM calendar WHERE day_no BETWEEN ${2 * days[0] - days[1]} AND ${days[1]}) d`, clock)}) m;
      CREATE OR REPLACE TABLE buckets_of_days AS
        SELECT from_ms, to_ms, before_ms FROM bounded WHERE to_ms IS NOT NULL AND day_no >= ${days[0]};
      CREATE OR REPLACE TABLE buckets_of_hours AS
        SELECT d.from_ms + hour_no * 3600000 AS from_ms, d.from_ms + (hour_no + 1) * 3600000 AS to_ms,
          d.from_ms + (hour_no - 1) * 3600000 AS before_ms
        FROM buckets_of_days d JOIN hours ON d.from_ms + hour_no * 3600000 < d.to_ms;
      CREATE OR REPLACE TABLE period AS
        SELECT MIN(b.from_ms) AS from_ms, MAX(b.to_ms) AS to_ms, (SELECT MIN(from_ms) FROM bounded) AS before_ms,
          CAST(${Date.parse(now)} AS BIGINT) AS now_ms,
          CASE WHEN MAX(r.last_ms) < ${Date.parse(now)} THEN MAX(r.last_ms) ELSE ${Date.parse(now)} END AS known_ms
        FROM buckets_of_days b CROSS JOIN reach r;
      -- When states are looked at.
      CREATE OR REPLACE TABLE snapshot AS
        SELECT CASE WHEN c.snapshot_at = 'now' OR p.to_ms - 1 > p.now_ms THEN p.now_ms ELSE p.to_ms - 1 END AS at_ms
        FROM period p CROSS JOIN policy c;
      -- An hour that the clock is set back to is another one than before.
      CREATE OR REPLACE TABLE observed AS
        SELECT ${others}, ${amount} AS amount, d.at_ms, d.closed_ms, d.asks_close, d.at_ms + z.offset_ms AS local_ms,
          COALESCE(a.reason, ${lacking}, d.reason, CASE WHEN a.due_ms > p.now_ms THEN 'not-yet-known' END) AS reason,
          COALESCE(a.entity_id, a.hourly_entity_id || ' ' || CAST(CAST(FLOOR((a.at_ms + w.offset_ms) / 3600000.0) AS BIGINT) AS VARCHAR)
            || ' ' || CAST(w.offset_ms AS VARCHAR)) AS entity_id
        FROM observations a
        ${timed}
        JOIN dated d ON d.observation_no = a.observation_no
        CROSS JOIN period p
        -- By z's clock it is dated, by w's it happened.
        LEFT JOIN ${clock} z ON d.at_ms >= z.from_ms AND d.at_ms < z.to_ms
        LEFT JOIN ${clock} w ON a.at_ms >= w.from_ms AND a.at_ms < w.to_ms;`);
  }

  /** Of all rows, or of those of each key of a dimension. */
  async total() {
    return this.#cells(`SELECT ${this.#values()} FROM ${this.#inPeriod('observed')}`, () => '');
  }

  async by(dimension) {
    const keyed = this.#inPeriod(`(${keysOf(dimension)})`);
    return this.#cells(`SELECT dimension_key, ${this.#values()} FROM ${keyed} GROUP BY dimension_key`, (row) => keyName(row.dimension_key));
  }

  /** Over days or hours that have begun, each called by the instant of its beginning; `by` a dimension, too, or not. */
  async over(step, by) {
    const rows = by ? `(${keysOf(by)})` : '(SELECT observed.*, CAST(NULL AS VARCHAR) AS dimension_key FROM observed)';
    return this.#cells(
      `SELECT bucket_ms, dimension_key, ${this.#values()}
       FROM (
         SELECT b.from_ms AS bucket_ms, o.*${this.#again('b')}
         FROM buckets_of_${step}s b CROSS JOIN period p JOIN ${rows} o
           ON ${this.#isAt('CASE WHEN b.to_ms - 1 < p.now_ms THEN b.to_ms - 1 ELSE p.now_ms END', 'b')}
           AND ${this.#isOfPeriod(`(SELECT MAX(from_ms) FROM buckets_of_${step}s)`, `(SELECT MIN(before_ms) FROM buckets_of_${step}s)`)}
         WHERE o.reason IS NULL AND b.from_ms <= ${this.isRetained ? 'p.known_ms' : 'p.now_ms'}
       ) o
       GROUP BY bucket_ms, dimension_key`,
      (row) => `${keyName(row.dimension_key)} ${row.bucket_ms}`,
    );
  }

  /**
   * The months or weeks in which contacts first wrote, and each later one that has begun, called by their beginnings. What
   * is left out is, from then on, told of these.
   */
  async cohorts(step) {
    await this.#warehouse.run(`
      CREATE OR REPLACE TABLE firsts (day_no BIGINT);
      INSERT INTO firsts VALUES ${firstDays(step, this.#asked).map((day) => `(${day})`)};
      CREATE OR REPLACE TABLE buckets_of_cohorts AS
        SELECT from_ms, LEAD(from_ms) OVER (ORDER BY day_no) AS to_ms FROM (${midnights('firsts', this.#asked.clock)}) m;`);
    return this.#cells(
      `WITH members AS (
         SELECT b.from_ms AS cohort_ms, o.entity_id
         FROM ${this.#inPeriod('observed')} JOIN buckets_of_cohorts b ON o.at_ms >= b.from_ms AND o.at_ms < b.to_ms
         WHERE o.entity_id IS NOT NULL
       ),
       sizes AS (SELECT cohort_ms, COUNT(DISTINCT entity_id) AS size FROM members GROUP BY cohort_ms),
       again AS (
         SELECT m.cohort_ms, b.from_ms AS bucket_ms, COUNT(DISTINCT m.entity_id) AS numerator
         FROM members m
         JOIN seen s ON s.contact_id = m.entity_id
         JOIN buckets_of_cohorts b ON s.at_ms >= b.from_ms AND s.at_ms < b.to_ms
         CROSS JOIN period p
         WHERE b.from_ms >= m.cohort_ms AND b.from_ms <= p.known_ms
         GROUP BY m.cohort_ms, b.from_ms
       )
       SELECT a.cohort_ms, a.bucket_ms, a.numerator AS n, a.numerator, s.size AS denominator,
         CAST(a.numerator AS DOUBLE PRECISION) / s.size AS value
       FROM again a JOIN sizes s ON s.cohort_ms = a.cohort_ms`,
      (row) => `${row.cohort_ms} ${row.bucket_ms}`,
    );
  }

  async acrossHoursOfWeek() {
    const hour = 'CAST(MOD(CAST(FLOOR(w.local_ms / 3600000.0) AS BIGINT), 24) AS VARCHAR)';
    const keyed = this.#inPeriod(`(SELECT w.*, ${hour} AS hour_key FROM (${keysOf('weekday')}) w)`);
    return this.#cells(
      `SELECT dimension_key, hour_key, ${this.#values()} FROM ${keyed} GROUP BY dimension_key, hour_key`,
      (row) => `${row.dimension_key} ${row.hour_key}`,
    );
  }

  /** How many lengths lie between edges, and which share is no longer than a limit. */
  async spread(edges, limit) {
    const bins = edges.map((edge, place) => {
      const below = place + 1 < edges.length ? `AND amount < ${edges[place + 1]}` : '';
      return `SUM(CASE WHEN amount >= ${edge} ${below} THEN 1 ELSE 0 END) AS bin_${edge}`;
    });
    const [row] = await this.#warehouse.rows(
      `SELECT ${bins}, SUM(CASE WHEN amount <= ${limit} THEN 1 ELSE 0 END) AS numerator, COUNT(*) AS denominator
       FROM ${this.#inPeriod('observed')}`,
    );
    const { numerator, denominator } = row;
    const cells = new Map(denominator ? edges.map((edge) => [`bin ${edge}`, { n: row[`bin_${edge}`] }]) : []);
    return cells.set('within', { numerator: numerator ?? 0, denominator, value: denominator ? numerator / denominator : null });
  }

  /** How many are left out, by reason. */
  async excluded() {
    const entities = `SELECT entity_id FROM ${this.#inPeriod('observed')}`;
    const counted = !this.isDistinct ? this.#count() : `COUNT(DISTINCT CASE WHEN entity_id NOT IN (${entities} WHERE entity_id IS NOT NULL)
      THEN entity_id END) + SUM(CASE WHEN entity_id IS NULL THEN 1 ELSE 0 END)`;
    // Of cohorts, those that have begun.
    const begun = `o.at_ms IS NULL OR o.at_ms < (
      SELECT MAX(b.to_ms) FROM buckets_of_cohorts b CROSS JOIN period p WHERE b.from_ms <= p.known_ms)`;
    const leftOut = this.isCohort ? `o.reason IS NOT NULL AND (${begun})` : 'o.reason IS NOT NULL';
    const rows = await this.#warehouse.rows(
      `SELECT reason, ${counted} AS n FROM ${this.#inPeriod('observed', leftOut)} GROUP BY reason
       UNION ALL SELECT 'no-contact' AS reason, COUNT(*) AS n FROM ${this.#inPeriod('observed')}
       WHERE ${this.isPer ? 'per_entity_id' : 'entity_id'} IS NULL AND ${this.isDistinct || this.isPer ? '1 = 1' : '1 = 0'}
       UNION ALL SELECT 'new-customer' AS reason, COUNT(DISTINCT o.entity_id) AS n FROM observed o CROSS JOIN period p
       WHERE o.reason IS NULL AND o.first_ms >= p.from_ms AND o.at_ms >= p.from_ms AND o.at_ms < p.to_ms
         AND ${this.#isOfPeriod()}`,
    );
    if (this.isCohort) {
      rows.push(...await this.#warehouse.rows(
        `SELECT 'not-yet-known' AS reason, COUNT(DISTINCT o.entity_id) AS n
         FROM ${this.#inPeriod('observed')} JOIN buckets_of_cohorts b ON o.at_ms >= b.from_ms AND o.at_ms < b.to_ms
         CROSS JOIN period p
         WHERE b.from_ms > p.known_ms`,
      ));
    }
    return namedCounts(rows, 'reason');
  }

  async notes() {
    const rows = await this.#warehouse.rows(
      `SELECT note, ${this.#count()} AS n FROM ${this.#inPeriod('observed')} WHERE note IS NOT NULL GROUP BY note`,
    );
    const mixed = `SELECT COUNT(*) AS n, COUNT(DISTINCT COALESCE(currency, '')) AS currencies FROM ${this.#inPeriod('observed')}`;
    for (const { n, currencies } of this.isMoney ? await this.#warehouse.rows(mixed) : []) {
      rows.push({ note: 'several-currencies', n: currencies > 1 ? n : 0 });
    }
    return namedCounts(rows, 'note');
  }

  async besideContacts() {
    const [{ n }] = await this.#warehouse.rows(
      `SELECT COUNT(DISTINCT beside_contact_id) AS n FROM ${this.#inPeriod('observed')}`,
    );
    return n;
  }

  #count() {
    return this.isLasting ? 'COUNT(DISTINCT conversation_id)' : 'COUNT(*)';
  }

  #values() {
    if (this.isRate) {
      const [n, hits, all] = this.isDistinct
        ? ['COUNT(entity_id)', `COUNT(DISTINCT CASE WHEN ${this.isRetained ? 'again' : 'hit'} = 1 THEN entity_id END)`, 'COUNT(DISTINCT entity_id)']
        : ['COUNT(*)', 'SUM(hit)', 'COUNT(*)'];
      return `${n} AS n, ${hits} AS numerator, ${all} AS denominator, CAST(${hits} AS DOUBLE PRECISION) / NULLIF(${all}, 0) AS value`;
    }
    if (this.isAmount) {
      const quantiles = Object.entries(QUANTILES)
        .map(([name, p]) => `PERCENTILE_CONT(${p}) WITHIN GROUP (ORDER BY CAST(amount AS DOUBLE PRECISION)) AS ${name}`);
      return `COUNT(*) AS n, CAST(SUM(amount) AS DOUBLE PRECISION) / COUNT(*) AS value,
        CAST(SUM(amount) AS DOUBLE PRECISION) / COUNT(*) AS mean, MIN(amount) AS min, MAX(amount) AS max, ${quantiles}`;
    }
    if (this.isPer) {
      return 'COUNT(per_entity_id) AS n, CAST(COUNT(per_entity_id) AS DOUBLE PRECISION) / NULLIF(COUNT(DISTINCT per_entity_id), 0) AS value';
    }
    if (this.isMoney) {
      return `COUNT(*) AS n, CASE WHEN COUNT(DISTINCT COALESCE(currency, '')) = 1
        THEN CAST(SUM(value_micros) AS DOUBLE PRECISION) / 1000000 END AS value`;
    }
    if (this.isDistinct) {
      return 'COUNT(entity_id) AS n, COUNT(DISTINCT entity_id) AS value';
    }
    return `${this.#count()} AS n, ${this.#count()} AS value`;
  }

  /** Whether a row belongs to a span `of`; what lasts, whether it does at an instant. */
  #isAt(instant, of) {
    if (this.isReturning) {
      return `o.at_ms >= ${of}.from_ms AND o.at_ms < ${of}.to_ms AND (o.reason IS NOT NULL OR o.entity_id IS NULL OR o.first_ms < ${of}.from_ms)`;
    }
    if (this.isRetained) {
      return `o.at_ms >= ${of}.before_ms AND o.at_ms < ${of}.from_ms`;
    }
    return this.isLasting
      ? `o.at_ms <= ${instant} AND (o.to_ms IS NULL OR o.to_ms > ${instant})`
      : `o.at_ms >= ${of}.from_ms AND o.at_ms < ${of}.to_ms`;
  }

  /** Whether its conversation was closed in the period, where the policy asks that; of what is retained, in the one before. */
  #isOfPeriod(from = 'p.from_ms', before = 'p.before_ms') {
    const [first, end] = this.isRetained ? [before, from] : ['p.from_ms', 'p.to_ms'];
    return `(NOT o.asks_close OR (o.closed_ms >= ${first} AND o.closed_ms < ${end}))`;
  }

  /** Where it has to be known: whether who a row is of was seen again in the span `of`. */
  #again(of) {
    return this.isRetained
      ? `, CASE WHEN EXISTS (SELECT 1 FROM seen s WHERE s.contact_id = o.entity_id AND s.at_ms >= ${of}.from_ms AND s.at_ms < ${of}.to_ms)
           THEN 1 ELSE 0 END AS again`
      : '';
  }

  /** The rows of the period. What has no date is left out of every period. */
  #inPeriod(rows, which = 'o.reason IS NULL') {
    return `(SELECT o.*${this.#again('p')} FROM ${rows} o CROSS JOIN period p
      WHERE ${which} AND (o.at_ms IS NULL OR (${this.#isAt('(SELECT at_ms FROM snapshot)', 'p')})) AND ${this.#isOfPeriod()}) o`;
  }

  /** The cells that have something in them. */
  async #cells(sql, name) {
    const rows = await this.#warehouse.rows(sql);
    const cell = ({ dimension_key: _, bucket_ms: __, hour_key: ___, cohort_ms: ____, ...numbers }) => numbers;
    return new Map(rows.filter(({ n }) => n > 0).map((row) => [name(row), cell(row)]));
  }
}

/** What has no key (untagged, unassigned) is called by a dash. */
export function keyName(key) {
  return key ?? '–';
}

function keysOf(dimension) {
  return definition(fileOf('dimensions', dimension)).replaceAll(':key', `'${dimension.split(':')[1]}'`);
}

function namedCounts(rows, name) {
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map((row) => [row[name], row.n]).sort());
}

/** When the days of a table begin. */
function midnights(days, clock) {
  return `SELECT day_no, day_no * ${DAY_MS} - offset_ms AS from_ms
    FROM ${days} JOIN ${clock} z ON day_no * ${DAY_MS} - offset_ms >= z.from_ms AND day_no * ${DAY_MS} - offset_ms < z.to_ms`;
}

/** The first days of the months or weeks from the one of `from` until after now. */
function firstDays(step, { from, now }) {
  const [start, end] = [new Date(from), Date.parse(now) + 40 * DAY_MS];
  const isFirst = step === 'month' ? (day) => day.getUTCDate() === 1 : (day) => day.getUTCDay() === 1;
  const days = numbers(start.getTime() / DAY_MS - 31, end / DAY_MS).filter((day) => isFirst(new Date(day * DAY_MS)));
  return days.filter((day, place) => (days[place + 1] ?? Infinity) * DAY_MS > start.getTime());
}
