/** Answers and rows as CSV. */
import { InboxLensError } from './error.js';
import type {
  Answer, BreakdownAnswer, BreakdownRow, Cell, CohortAnswer, Column, CsvOptions, CurveAnswer, DistributionAnswer, Explanation,
  GridAnswer, NumberAnswer, Page, Period, SeriesAnswer, Stats, UnitId,
} from './types.js';
import { offsetsOf } from './zone.js';

/** What stands in a cell; an instant is a `Date`. */
type Value = string | number | boolean | Date | readonly string[] | null | undefined;

/** By the name of each column, what stands in it. */
type Columns<R> = Readonly<Record<string, (row: R) => Value>>;

interface Table {
  heads: readonly string[];
  rows: readonly (readonly Value[])[];
  /** Where clocks show what instants are written as, unless another zone is asked for. */
  timeZone?: string;
}

/**
 * An answer, a page of a log, or an explanation as CSV (RFC 4180): one line of heads, lines end with CRLF, no byte order
 * mark.
 *
 * Heads are the names of the fields in the API, whatever the language: those of what lies inside are joined
 * (`periodStart`, `statsMedianMs`), those of lists are in the singular (`value`, `numerator`). One line is one thing: a
 * bucket of a line, a key, a cell of a grid, a bin, a point, a row. With `compare` the lines of the earlier period follow,
 * and `periodStart` and `periodEnd` tell them apart.
 *
 * - Durations are milliseconds, in columns whose names end with `Ms`.
 * - Instants are ISO 8601 with their offset: see {@link CsvOptions}. Local times and dates have none.
 * - A rate has `numerator`, `denominator` and `value`; money has its `currency`.
 * - What is unknown, or has no key, is an empty cell, never 0.
 * - Several texts in one cell are a JSON array.
 * - An answer that the data cannot give has the columns `metric` and `unavailable`, a page `table` and `unavailable`, with
 *   the id of the reason.
 *
 * Of a page these are the rows that are on it; of an explanation those of both pages, which `list` tells apart (`counted`,
 * `leftOut`). What is said once of a whole answer (`excluded`, `coverage`, `policy`, `quantiles`) is in its JSON:
 * `JSON.stringify(answer)`.
 *
 * @example
 * const { metrics } = await inbox.report({ metrics: { speed: { metric: 'first-response', by: 'agent' } } });
 * toCsv(metrics.speed); // metric,stat,by,key,label,valueMs,n,share,statsMeanMs,…
 * @throws InboxLensError of code `unknown-time-zone`, or `bad-query` if it is given something else.
 */
export function toCsv(what: Answer | Page | Explanation, options: CsvOptions = {}): string {
  const { heads, rows, timeZone = 'UTC' } = tableOf(what);
  const write = writer(options.timeZone ?? timeZone, options.apostrophe ?? true);
  return [heads, ...rows].map((cells) => `${cells.map(write).join(',')}\r\n`).join('');
}

function tableOf(what: Answer | Page | Explanation): Table {
  if ('shape' in what) {
    return { ...ofAnswer(what), timeZone: what.period.timeZone };
  }
  if ('counted' in what) {
    return ofExplanation(what);
  }
  if ('columns' in what) {
    return ofPage(what);
  }
  throw new InboxLensError({ code: 'bad-query', message: 'this is neither an answer, nor a page, nor an explanation' });
}

function ofAnswer(answer: Answer): Table {
  switch (answer.shape) {
    case 'number':
      return ofNumber(answer);
    case 'series':
      return ofSeries(answer);
    case 'breakdown':
      return ofBreakdown(answer);
    case 'grid':
      return answer.cohort ? ofCohorts(answer) : ofGrid(answer);
    case 'distribution':
      return ofDistribution(answer);
    case 'curve':
      return ofCurve(answer);
    case 'unavailable':
      return unavailable('metric', answer.metric, answer.reason);
  }
}

function ofNumber(answer: NumberAnswer): Table {
  const { unit, change } = answer;
  const shapes = shapesOf(answer);
  type One = (typeof shapes)[number];
  const hasAges = shapes.some(({ ages }) => ages);
  const hasBeside = (entity: 'conversations' | 'contacts') => shapes.some(({ beside }) => beside?.[entity] !== undefined);
  const ofChange = (one: One) => (one === answer ? change : undefined);
  return table<One>(shapes, {
    ...about(answer),
    ...amounts(unit, (one) => one),
    ...intervals(unit, (one) => one.interval),
    n: ({ n }) => n,
    ...(answer.stat ? statistics('stats', unit, ({ stats }) => stats) : {}),
    ...(hasAges ? statistics<One>('ages', 'milliseconds', ({ ages }) => ages) : {}),
    ...(hasBeside('conversations') ? { besideConversations: ({ beside }) => beside?.conversations } : {}),
    ...(hasBeside('contacts') ? { besideContacts: ({ beside }) => beside?.contacts } : {}),
    ...(change ? changes(unit, ofChange) : {}),
    ...periods(({ period }) => period),
  });
}

function ofSeries(answer: SeriesAnswer): Table {
  const { unit, over, by } = answer;
  const rows = shapesOf(answer).flatMap(({ lines, buckets, period }) =>
    lines.flatMap((line) => buckets.map((bucket, place) => ({ line, bucket, place, period }))));
  return table(rows, {
    ...about(answer),
    over: () => over,
    ...(by ? keys(by, ({ line }) => line) : {}),
    from: ({ bucket }) => new Date(bucket.from),
    to: ({ bucket }) => new Date(bucket.to),
    local: ({ bucket }) => bucket.local,
    partial: ({ bucket }) => bucket.partial,
    ...amounts(unit, ({ line, place }) => ({
      value: line.values[place], numerator: line.numerators?.[place], denominator: line.denominators?.[place], currency: line.currency,
    })),
    n: ({ line, place }) => line.n[place],
    ...periods(({ period }) => period),
  });
}

function ofBreakdown(answer: BreakdownAnswer): Table {
  const { unit, by, change } = answer;
  const shapes = shapesOf(answer);
  const rows = shapes.flatMap((shape) => shape.rows.map((row) => ({ row, period: shape.period, isNow: shape === answer })));
  type One = (typeof rows)[number];
  const changeOf = new Map(change?.map((one) => [one.key, one]));
  return table<One>(rows, {
    ...about(answer),
    ...keys(by, ({ row }) => row),
    ...amounts(unit, ({ row }) => row),
    ...intervals(unit, ({ row }) => row.interval),
    n: ({ row }) => row.n,
    share: ({ row }) => row.share,
    ...(answer.stat ? statistics('stats', unit, ({ row }) => row.stats) : {}),
    ...(change ? changes(unit, ({ row, isNow }) => (isNow ? changeOf.get(row.key) : undefined)) : {}),
    ...periods(({ period }) => period),
  });
}

function ofGrid(answer: GridAnswer): Table {
  const { unit } = answer;
  const rows = shapesOf(answer).flatMap((grid) => grid.rows.flatMap((weekday, row) =>
    grid.columns.map((hour, column) => ({ grid, weekday, hour, row, column }))));
  type One = (typeof rows)[number];
  const at = (cells: readonly (readonly (number | null)[])[] | undefined, { row, column }: One) => cells?.[row]?.[column];
  return table<One>(rows, {
    ...about(answer),
    weekday: ({ weekday }) => weekday,
    hour: ({ hour }) => hour,
    ...amounts(unit, (one) => ({
      value: at(one.grid.values, one), numerator: at(one.grid.numerators, one), denominator: at(one.grid.denominators, one),
    })),
    count: (one) => at(one.grid.counts, one),
    occurrences: (one) => at(one.grid.occurrences, one),
    ...(answer.perOccurrence ? { perOccurrence: (one) => at(one.grid.perOccurrence, one) } : {}),
    ...periods(({ grid }) => grid.period),
  });
}

function ofCohorts(answer: CohortAnswer): Table {
  const rows = shapesOf(answer).flatMap((grid) => grid.rows.flatMap((date, row) =>
    grid.columns.map((later, column) => ({ grid, date, later, row, column, bucket: grid.buckets[row + column] }))));
  type One = (typeof rows)[number];
  return table<One>(rows, {
    ...about(answer),
    cohort: () => answer.cohort,
    row: ({ date }) => date,
    rowPartial: ({ grid, row }) => grid.partial[row],
    column: ({ later }) => later,
    from: ({ bucket }) => bucket && new Date(bucket.from),
    to: ({ bucket }) => bucket && new Date(bucket.to),
    partial: ({ bucket }) => bucket?.partial,
    ...amounts('share', ({ grid, row, column }) => ({
      value: grid.values[row]?.[column], numerator: grid.numerators[row]?.[column], denominator: grid.sizes[row],
    })),
    ...periods(({ grid }) => grid.period),
  });
}

function ofDistribution(answer: DistributionAnswer): Table {
  // Of what lasts at an instant, which is counted and has no statistic, the bins are of how long it has.
  const unit = answer.stat ? answer.unit : 'milliseconds';
  const rows = shapesOf(answer).flatMap(({ bins, n, period }) => bins.map((bin) => ({ ...bin, n, period })));
  return table(rows, {
    metric: () => answer.metric,
    [inUnit('from', unit)]: ({ from }) => from,
    [inUnit('to', unit)]: ({ to }) => to,
    count: ({ count }) => count,
    n: ({ n }) => n,
    ...periods(({ period }) => period),
  });
}

function ofCurve(answer: CurveAnswer): Table {
  const rows = shapesOf(answer).flatMap(({ points, period }) => points.map((point) => ({ ...point, period })));
  return table(rows, {
    metric: () => answer.metric,
    atMs: ({ at }) => at,
    share: ({ share }) => share,
    low: ({ low }) => low,
    high: ({ high }) => high,
    atRisk: ({ atRisk }) => atRisk,
    ...periods(({ period }) => period),
  });
}

function ofPage({ table: id, columns, rows, unavailable: reason }: Page): Table {
  if (reason) {
    return unavailable('table', id, reason);
  }
  return table(rows, Object.fromEntries(columns.map((column, place) => [headOf(column), (row) => valueOf(row[place], column)])));
}

function ofExplanation({ metric, counted, leftOut }: Explanation): Table {
  const reason = counted.unavailable ?? leftOut.unavailable;
  if (reason) {
    return unavailable('metric', metric, reason);
  }
  const rows = Object.entries({ counted, leftOut }).flatMap(([list, page]) => page.rows.map((row) => ({ list, page, row })));
  const heads = new Set([counted, leftOut].flatMap(({ columns }) => columns.map(headOf)));
  const cellOf = (head: string) => ({ page, row }: (typeof rows)[number]) => {
    const place = page.columns.findIndex((column) => headOf(column) === head);
    return valueOf(row[place], page.columns[place]);
  };
  return table(rows, {
    metric: () => metric,
    list: ({ list }) => list,
    ...Object.fromEntries([...heads].map((head) => [head, cellOf(head)])),
  });
}

function unavailable(of: 'metric' | 'table', id: string, reason: string): Table {
  return { heads: [of, 'unavailable'], rows: [[id, reason]] };
}

function table<R>(rows: readonly R[], columns: Columns<R>): Table {
  const cells = Object.values(columns);
  return { heads: Object.keys(columns), rows: rows.map((row) => cells.map((of) => of(row))) };
}

/** The answer's own, and that of the period compared with. */
function shapesOf<S>(answer: S & { previous?: S }): S[] {
  return answer.previous ? [answer, answer.previous] : [answer];
}

/** Which metric, and of a duration which statistic its value is. */
function about<R>({ metric, stat }: Answer): Columns<R> {
  return { metric: () => metric, ...(stat ? { stat: () => stat } : {}) };
}

function keys<R>(by: string, of: (row: R) => { key: string | null; label: string | null }): Columns<R> {
  return { by: () => by, key: (row) => of(row).key, label: (row) => of(row).label };
}

/** A value, with what a rate is a share of, and the currency of money. */
function amounts<R>(unit: UnitId, of: (row: R) => { [K in 'value' | 'numerator' | 'denominator' | 'currency']?: Value }): Columns<R> {
  return {
    ...(unit === 'share' ? { numerator: (row) => of(row).numerator, denominator: (row) => of(row).denominator } : {}),
    [inUnit('value', unit)]: (row) => of(row).value,
    ...(unit === 'money' ? { currency: (row) => of(row).currency } : {}),
  };
}

function intervals<R>(unit: UnitId, of: (row: R) => BreakdownRow['interval']): Columns<R> {
  return unit === 'share' ? { intervalFrom: (row) => of(row)?.[0], intervalTo: (row) => of(row)?.[1] } : {};
}

const STATISTICS: readonly (keyof Stats)[] = ['mean', 'median', 'p75', 'p90', 'p95', 'min', 'max'];

function statistics<R>(name: 'stats' | 'ages', unit: UnitId, of: (row: R) => Stats | undefined): Columns<R> {
  return Object.fromEntries(STATISTICS.map((stat) => [inUnit(joined(name, stat), unit), (row) => of(row)?.[stat]]));
}

function changes<R>(unit: UnitId, of: (row: R) => { difference: number | null; ratio: number | null } | undefined): Columns<R> {
  return { [inUnit('changeDifference', unit)]: (row) => of(row)?.difference, changeRatio: (row) => of(row)?.ratio };
}

function periods<R>(of: (row: R) => Period): Columns<R> {
  return { periodStart: (row) => new Date(of(row).start), periodEnd: (row) => new Date(of(row).end) };
}

/** A name of what lies inside: `statsMedian`. */
function joined(outer: string, inner: string): string {
  return `${outer}${inner.charAt(0).toUpperCase()}${inner.slice(1)}`;
}

function inUnit(name: string, unit: UnitId): string {
  return unit === 'milliseconds' ? `${name}Ms` : name;
}

function headOf({ id, kind }: Column): string {
  return kind === 'duration' ? `${id}Ms` : id;
}

function valueOf(cell: Cell | undefined, column: Column | undefined): Value {
  return column?.kind === 'instant' && typeof cell === 'number' ? new Date(cell) : cell;
}

/** Spreadsheets take for a formula what begins so, also where the signs are as wide as Chinese ones. */
const LIKE_FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
/** Commas are the rule; at the others, too, some programs cut. */
const TO_QUOTE = /[",;\t\r\n]/;

/** What writes a cell. */
function writer(timeZone: string, apostrophe: boolean): (value: Value) => string {
  const instant = clockOf(timeZone);
  const text = (value: string) => {
    const safe = apostrophe && LIKE_FORMULA.test(value) ? `'${value}` : value;
    return TO_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return (value) => {
    if (value === null || value === undefined) {
      return '';
    }
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? '' : instant(value.getTime());
    }
    return typeof value === 'string' ? text(value) : Array.isArray(value) ? text(JSON.stringify(value)) : String(value);
  };
}

/** What writes an instant as a clock shows it: `2025-03-01T10:00:00.000+01:00`. */
function clockOf(timeZone: string): (at: number) => string {
  const offsetAt = offsetsOf(timeZone);
  if (!offsetAt) {
    throw new InboxLensError({ code: 'unknown-time-zone', message: 'the platform does not know this time zone' });
  }
  return (at) => {
    const minutes = Math.trunc(offsetAt(at) / 60);
    const shown = new Date(at + minutes * 60_000).toISOString();
    if (minutes === 0) {
      return shown;
    }
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, '0'));
    return `${shown.slice(0, -1)}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
  };
}
