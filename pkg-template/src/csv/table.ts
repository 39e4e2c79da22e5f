/** What is written: heads and lines, and the columns that many tables have. */
import type { Answer, BreakdownRow, Period, Stats, UnitId } from '../types.js';

/** What stands in a cell; an instant is a `Date`, and a list becomes JSON. */
export type Value = string | number | boolean | Date | readonly unknown[] | null | undefined;

/** By the name of each column, what stands in it. */
export type Columns<R> = Readonly<Record<string, (row: R) => Value>>;

export interface Table {
  heads: readonly string[];
  rows: readonly (readonly Value[])[];
  /** Where clocks show what instants are written as, unless another zone is asked for. */
  timeZone?: string;
}

export function unavailable(of: 'metric' | 'table', id: string, reason: string): Table {
  return { heads: [of, 'unavailable'], rows: [[id, reason]] };
}

export function table<R>(rows: readonly R[], columns: Columns<R>): Table {
  const cells = Object.values(columns);
  return { heads: Object.keys(columns), rows: rows.map((row) => cells.map((of) => of(row))) };
}

/** The answer's own, and that of the period compared with. */
export function shapesOf<S>(answer: S & { previous?: S }): S[] {
  return answer.previous ? [answer, answer.previous] : [answer];
}

/** Which metric, and of a duration which statistic its value is. */
export function about<R>({ metric, stat }: Answer): Columns<R> {
  return { metric: () => metric, ...(stat ? { stat: () => stat } : {}) };
}

export function keys<R>(by: string, of: (row: R) => { key: string | null; label: string | null }): Columns<R> {
  return { by: () => by, key: (row) => of(row).key, label: (row) => of(row).label };
}

/** A value, with what a rate is a share of, and the currency of money. */
export function amounts<R>(unit: UnitId, of: (row: R) => { [K in 'value' | 'numerator' | 'denominator' | 'currency']?: Value }): Columns<R> {
  return {
    ...(unit === 'share' ? { numerator: (row) => of(row).numerator, denominator: (row) => of(row).denominator } : {}),
    [inUnit('value', unit)]: (row) => of(row).value,
    ...(unit === 'money' ? { currency: (row) => of(row).currency } : {}),
  };
}

export function intervals<R>(unit: UnitId, of: (row: R) => BreakdownRow['interval']): Columns<R> {
  return unit === 'share' ? { intervalFrom: (row) => of(row)?.[0], intervalTo: (row) => of(row)?.[1] } : {};
}

const STATISTICS: readonly (keyof Stats)[] = ['mean', 'median', 'p75', 'p90', 'p95', 'min', 'max'];

export function statistics<R>(name: 'stats' | 'ages', unit: UnitId, of: (row: R) => Stats | undefined): Columns<R> {
  return Object.fromEntries(STATISTICS.map((stat) => [inUnit(joined(name, stat), unit), (row) => of(row)?.[stat]]));
}

export function changes<R>(unit: UnitId, of: (row: R) => { difference: number | null; ratio: number | null } | undefined): Columns<R> {
  return { [inUnit('changeDifference', unit)]: (row) => of(row)?.difference, changeRatio: (row) => of(row)?.ratio };
}

export function periods<R>(of: (row: R) => Period): Columns<R> {
  return { periodStart: (row) => new Date(of(row).start), periodEnd: (row) => new Date(of(row).end) };
}

/** A name of what lies inside: `statsMedian`. */
export function joined(outer: string, inner: string): string {
  return outer === '' ? inner : `${outer}${inner.charAt(0).toUpperCase()}${inner.slice(1)}`;
}

export function inUnit(name: string, unit: UnitId): string {
  return unit === 'milliseconds' ? `${name}Ms` : name;
}
