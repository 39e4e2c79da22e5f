/** Answers to the further questions. */
import type { Anomalies, Comparison, ComparisonGroup, ComparisonRow, Estimate, Quality, Staffing, UnitId } from '../types.js';
import { inUnit, joined, keys, periods, table, unavailable, type Columns, type Table, type Value } from './table.js';

export function ofComparison({ metric, unit, by, rows, period, unavailable: reason }: Comparison): Table {
  if (reason) {
    return unavailable('metric', metric, reason);
  }
  return table<ComparisonRow>(rows, {
    metric: () => metric,
    ...keys(by, (row) => row),
    ...group('', unit, (row) => row),
    ...group('rest', unit, ({ rest }) => rest),
    ...estimate('difference', unit, ({ difference }) => difference),
    superiority: ({ superiority }) => superiority,
    p: ({ p }) => p,
    verdict: ({ verdict }) => verdict,
    neededSample: ({ neededSample }) => neededSample,
    ...periods(() => period),
  });
}

export function ofStaffing({ rows, columns, period, unavailable: reason, ...answer }: Staffing): Table {
  if (reason) {
    return { heads: ['unavailable'], rows: [[reason]] };
  }
  const hours = rows.flatMap((weekday, row) => columns.map((hour, column) => ({ weekday, hour, row, column })));
  type Hour = (typeof hours)[number];
  const of = (cells: readonly (readonly Value[])[]) => ({ row, column }: Hour) => cells[row]?.[column];
  return table<Hour>(hours, {
    weekday: ({ weekday }) => weekday,
    hour: ({ hour }) => hour,
    arrivals: of(answer.arrivals),
    occurrences: of(answer.occurrences),
    agents: of(answer.agents),
    utilisation: of(answer.utilisation),
    reached: of(answer.reached),
    ...periods(() => period),
  });
}

export function ofAnomalies({ metric, unit, over, anomalies, period, unavailable: reason }: Anomalies): Table {
  if (reason) {
    return unavailable('metric', metric, reason);
  }
  return table(anomalies, {
    metric: () => metric,
    over: () => over,
    from: ({ bucket }) => new Date(bucket.from),
    to: ({ bucket }) => new Date(bucket.to),
    local: ({ bucket }) => bucket.local,
    [inUnit('value', unit)]: ({ value }) => value,
    [inUnit('expected', unit)]: ({ expected }) => expected,
    [inUnit('low', unit)]: ({ low }) => low,
    [inUnit('high', unit)]: ({ high }) => high,
    p: ({ p }) => p,
    segments: ({ segments }) => segments,
    ...periods(() => period),
  });
}

export function ofQuality({ findings }: Quality): Table {
  return table(findings, {
    finding: ({ finding }) => finding,
    severity: ({ severity }) => severity,
    count: ({ count }) => count,
    of: ({ of }) => of,
    sources: ({ sources = null }) => sources,
    first: ({ first }) => first,
    metrics: ({ metrics }) => metrics,
  });
}

function group<R>(name: string, unit: UnitId, of: (row: R) => ComparisonGroup): Columns<R> {
  return { [joined(name, 'n')]: (row) => of(row).n, ...estimate(name, unit, of) };
}

function estimate<R>(name: string, unit: UnitId, of: (row: R) => Estimate): Columns<R> {
  const parts = ['value', 'low', 'high'] as const;
  return Object.fromEntries(parts.map((part) => [inUnit(joined(name, part), unit), (row) => of(row)[part]]));
}
