/** Answers and rows as CSV. */
import { ofAnswer } from './csv/answers.js';
import { ofAnomalies, ofComparison, ofQuality, ofStaffing } from './csv/insights.js';
import { ofExplanation, ofPage } from './csv/rows.js';
import type { Table, Value } from './csv/table.js';
import { InboxLensError } from './error.js';
import type { CsvOptions, Exportable } from './types.js';
import { offsetsOf } from './zone.js';

/**
 * Whatever an inbox answers as CSV (RFC 4180): one line of heads, lines end with CRLF, no byte order mark.
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
 * - Several things in one cell are a JSON array.
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
export function toCsv(what: Exportable, options: CsvOptions = {}): string {
  const { heads, rows, timeZone = 'UTC' } = tableOf(what);
  const write = writer(options.timeZone ?? timeZone, options.apostrophe ?? true);
  return [heads, ...rows].map((cells) => `${cells.map(write).join(',')}\r\n`).join('');
}

function tableOf(what: Exportable): Table {
  const table = shapeOf(what);
  return 'period' in what ? { ...table, timeZone: what.period.timeZone } : table;
}

function shapeOf(what: Exportable): Table {
  if ('shape' in what) {
    return ofAnswer(what);
  }
  if ('counted' in what) {
    return ofExplanation(what);
  }
  if ('arrivals' in what) {
    return ofStaffing(what);
  }
  if ('anomalies' in what) {
    return ofAnomalies(what);
  }
  if ('minimum' in what) {
    return ofComparison(what);
  }
  if ('findings' in what) {
    return ofQuality(what);
  }
  if ('columns' in what) {
    return ofPage(what);
  }
  throw new InboxLensError({ code: 'bad-query', message: 'this is no answer to one question, and no rows' });
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
