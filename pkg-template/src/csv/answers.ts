/** Answers of every shape. */
import type { Answer, BreakdownAnswer, CohortAnswer, CurveAnswer, DistributionAnswer, GridAnswer, NumberAnswer, SeriesAnswer } from '../types.js';
import { about, amounts, changes, intervals, inUnit, keys, periods, shapesOf, statistics, table, unavailable, type Table } from './table.js';

export function ofAnswer(answer: Answer): Table {
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
