/** An answer in words: what stands at each place of its chart, as rows of a table, and in one sentence. */
import type {
  Answer, BreakdownAnswer, Bucket, CohortAnswer, CurveAnswer, DistributionAnswer, ExplainQuery, GridAnswer, NumberAnswer, SeriesAnswer,
} from '../types.js';
import type { Spelling } from '../words.js';

/** Which part of an answer: for `inbox.explain`. */
export type Part = Pick<ExplainQuery, 'by' | 'key' | 'over' | 'bucket' | 'cohort' | 'bin' | 'cell'>;

/** A row of the table: a bucket, a key, a weekday, a bin, a statistic. */
export interface Row {
  label: string;
  cells: readonly string[];
  /** The bucket is not over, or the period cuts it. */
  isPartial?: boolean;
}

export interface Legible {
  /** What the labels are, and the cells. */
  heads: readonly string[];
  rows: readonly Row[];
  summary: string;
  /** How many places the chart has in a row: those of a grid stand in cells, all others in rows. */
  width: number;
  /** Of the place, and of the line where it is of one. */
  part(index: number, line?: number): Part;
  /** What is to be read at a place, where that is more than its cell. */
  place?(index: number): Place | undefined;
}

/** A place of a chart: its label, and values with what they are of. */
export interface Place {
  label: string;
  values: readonly { name: string; text: string }[];
  /** What it is of is not over, or cut. */
  isPartial?: boolean;
}

export function placeOf(made: Legible, index: number): Place | undefined {
  if (made.place) {
    return made.place(index);
  }
  const { rows, heads, width } = made;
  const row = rows[Math.floor(index / width)];
  if (!row) {
    return undefined;
  }
  if (width > 1) {
    const column = index % width;
    return { label: `${row.label} ${heads[column + 1] ?? ''}`, values: [{ name: '', text: row.cells[column] ?? '' }] };
  }
  return { label: row.label, values: row.cells.map((text, n) => ({ name: heads[n + 1] ?? '', text })) };
}

/** The values of a place in one line, with what they are of where there are several. */
export function valuesOf({ values }: Place, spell: Spelling): string {
  return spell.list(values.map(({ name, text }) => (values.length > 1 ? `${name} ${text}` : text)));
}

export function legible(answer: Answer, spell: Spelling): Legible {
  switch (answer.shape) {
    case 'number':
      return ofNumber(answer, spell);
    case 'series':
      return ofSeries(answer, spell);
    case 'breakdown':
      return ofBreakdown(answer, spell);
    case 'grid':
      return answer.cohort ? ofCohorts(answer, spell) : ofGrid(answer, spell);
    case 'distribution':
      return ofDistribution(answer, spell);
    case 'curve':
      return ofCurve(answer, spell);
    case 'unavailable':
      return { heads: [], rows: [], summary: spell.word(`reason.${answer.reason}`), width: 1, part: () => ({}) };
  }
}

/** How many conversations have what the metric needs, unless all have. */
export function coverageOf({ covered, conversations }: Answer['coverage'], spell: Spelling): string {
  return covered < conversations
    ? spell.word('ui.coverage', { covered: spell.number(covered), conversations: spell.number(conversations) })
    : '';
}

/** The metric's name, and which statistic of it. */
export function nameOf(answer: Answer, spell: Spelling): string {
  const name = spell.word(`metric.${answer.metric}`);
  return answer.stat && answer.shape !== 'distribution' && answer.shape !== 'curve' ? `${name} (${spell.word(`stat.${answer.stat}`)})` : name;
}

function ofNumber(answer: NumberAnswer, spell: Spelling): Legible {
  const name = nameOf(answer, spell);
  const value = spell.value(answer.value, answer.unit, answer.currency);
  const stats = Object.entries(answer.stats ?? {}).map(([stat, amount]) => [stat, spell.value(amount, answer.unit)] as const);
  const ages = Object.entries(answer.ages ?? {}).map(([stat, ms]) => [stat, spell.duration(ms)] as const);
  return {
    heads: [spell.word('chart.value'), ages.length > 0 ? spell.word('ui.age') : name],
    rows: [...stats, ...ages].map(([stat, text]) => ({ label: spell.word(`stat.${stat}`), cells: [text] })),
    summary: `${name}: ${value}`,
    width: 1,
    part: () => ({}),
  };
}

function ofSeries(answer: SeriesAnswer, spell: Spelling): Legible {
  const { buckets, lines, over, by, unit } = answer;
  const name = nameOf(answer, spell);
  const names = lines.map((line) => (by ? spell.key(by, line.key, line.label) : name));
  const bucketName = (bucket: Bucket) => spell.bucketName(bucket.local, over);
  const rows = buckets.map((bucket, n) => ({
    label: bucketName(bucket),
    cells: lines.map((line) => spell.value(line.values[n], unit, line.currency)),
    isPartial: bucket.partial,
  }));
  const all = lines.flatMap((line) => line.values.map((value, bucket) => ({ value, bucket, currency: line.currency })));
  const highest = all.reduce<(typeof all)[number] | undefined>(
    (best, one) => (one.value !== null && (best?.value ?? -1) < one.value ? one : best),
    undefined,
  );
  const [first, last] = [buckets[0], buckets.at(-1)];
  const at = highest && buckets[highest.bucket];
  return {
    heads: [spell.word(`step.${over}`), ...names],
    rows,
    summary:
      first && last && at
        ? spell.word('chart.summary-series', {
            metric: name, buckets: buckets.length, from: bucketName(first), to: bucketName(last),
            max: spell.value(highest.value, unit, highest.currency), at: bucketName(at),
          })
        : `${name}: ${spell.word('chart.empty')}`,
    width: 1,
    part(index, line) {
      const bucket = buckets[index];
      return {
        ...(bucket ? { over, bucket: { from: bucket.from, to: bucket.to } } : {}),
        ...(by && line !== undefined ? { by, key: lines[line]?.key ?? null } : {}),
      };
    },
  };
}

function ofBreakdown(answer: BreakdownAnswer, spell: Spelling): Legible {
  const { rows, by, unit } = answer;
  const name = nameOf(answer, spell);
  const dimension = spell.dimension(by);
  const labels = rows.map((row) => spell.key(by, row.key, row.label));
  const isPart = rows.every((row) => row.stats === undefined && row.denominator === undefined);
  const beside = isPart ? 'chart.share' : 'chart.count';
  const besides = ({ n, share, numerator, denominator }: (typeof rows)[number]) => {
    if (numerator !== undefined && denominator !== undefined) {
      return spell.ofAll(numerator, denominator);
    }
    return isPart ? (share === null ? '–' : spell.percent(share)) : spell.number(n);
  };
  return {
    heads: [dimension, name, spell.word(beside)],
    rows: rows.map((row, n) => ({
      label: labels[n] ?? '',
      cells: [spell.value(row.value, unit, row.currency), besides(row)],
    })),
    summary: rows[0]
      ? spell.word('chart.summary-breakdown', {
          metric: name, dimension, rows: rows.length, first: labels[0] ?? '', value: spell.value(rows[0].value, unit, rows[0].currency),
        })
      : `${name}: ${spell.word('chart.empty')}`,
    width: 1,
    part(index) {
      const row = rows[index];
      return row ? { by, key: row.key } : {};
    },
  };
}

function ofGrid(answer: GridAnswer, spell: Spelling): Legible {
  const { values, unit } = answer;
  const name = nameOf(answer, spell);
  const days = answer.rows.map((day) => spell.weekday(Number(day)));
  const hours = answer.columns.map((hour) => `${spell.hour(Number(hour))}:00`);
  const cells = values.flatMap((row, day) => row.map((value, hour) => ({ value: value ?? 0, day, hour })));
  const highest = cells.reduce((best, cell) => (cell.value > best.value ? cell : best), { value: 0, day: 0, hour: 0 });
  return {
    heads: [spell.word('dimension.weekday'), ...hours],
    rows: days.map((label, day) => ({ label, cells: (values[day] ?? []).map((value) => spell.value(value, unit)) })),
    summary:
      highest.value > 0
        ? spell.word('chart.summary-grid', {
            metric: name, max: spell.value(highest.value, unit), at: `${days[highest.day]} ${hours[highest.hour]}`,
          })
        : `${name}: ${spell.word('chart.empty')}`,
    width: answer.columns.length,
    part(index) {
      const width = answer.columns.length;
      return { cell: [Number(answer.rows[Math.floor(index / width)]), Number(answer.columns[index % width])] };
    },
  };
}

function ofCohorts(answer: CohortAnswer, spell: Spelling): Legible {
  const { cohort, values, numerators, sizes, partial, buckets } = answer;
  const name = nameOf(answer, spell);
  const width = answer.columns.length;
  const later = (column: number) => spell.word(`chart.later.${cohort}`, { number: spell.number(column) });
  const labels = answer.rows.map((date) => spell.bucketName(`${date}T00:00`, cohort));
  const at = (index: number) => ({ row: Math.floor(index / width), column: index % width });
  const cellOf = (row: number, column: number) => {
    const count = numerators[row]?.[column];
    if (count === null || count === undefined) {
      return '–';
    }
    const value = `${spell.value(values[row]?.[column], 'share')} (${spell.number(count)})`;
    // While a month or week goes on, more may come back.
    return column > 0 && buckets[row + column]?.partial ? spell.word('chart.so-far', { value }) : value;
  };
  // Of the month or week after the first, as far as it is over, all cohorts together.
  const known = sizes.map((size, row) => ({ size, count: numerators[row]?.[1] ?? null, isOver: !buckets[row + 1]?.partial }))
    .filter(({ count, isOver }) => count !== null && isOver);
  const [again, before] = [known.reduce((sum, { count }) => sum + (count ?? 0), 0), known.reduce((sum, { size }) => sum + size, 0)];
  return {
    heads: [spell.word('chart.first-wrote'), spell.word('chart.customers'), ...answer.columns.map((_, column) => later(column))],
    rows: labels.map((label, row) => ({
      label,
      cells: [spell.number(sizes[row] ?? 0), ...answer.columns.map((_, column) => cellOf(row, column))],
      isPartial: partial[row] ?? false,
    })),
    summary:
      answer.n > 0
        ? spell.word('chart.summary-cohorts', {
            metric: name, customers: spell.number(answer.n), from: labels[0] ?? '', to: labels.at(-1) ?? '',
            later: later(1), share: before > 0 ? spell.percent(again / before) : '–',
          })
        : `${name}: ${spell.word('chart.empty')}`,
    width,
    part(index) {
      const { row, column } = at(index);
      const [key, bucket] = [answer.rows[row], buckets[row + column]];
      return { cohort, ...(key ? { key } : {}), ...(bucket ? { bucket: { from: bucket.from, to: bucket.to } } : {}) };
    },
    place(index) {
      const { row, column } = at(index);
      const [label, size, count] = [labels[row], sizes[row], numerators[row]?.[column]];
      if (label === undefined || size === undefined || count === null || count === undefined) {
        return undefined;
      }
      return {
        label: `${label} · ${later(column)}`,
        values: [
          { name, text: spell.value(values[row]?.[column], 'share') },
          { name: spell.word('chart.customers'), text: spell.ofAll(count, size) },
        ],
        isPartial: buckets[row + column]?.partial ?? false,
      };
    },
  };
}

function ofDistribution(answer: DistributionAnswer, spell: Spelling): Legible {
  const { bins, stats, n } = answer;
  const name = nameOf(answer, spell);
  const label = ({ from, to }: (typeof bins)[number]) =>
    to === null ? `≥ ${spell.duration(from)}` : `${spell.duration(from)} – ${spell.duration(to)}`;
  return {
    heads: [name, spell.word('chart.count'), spell.word('chart.share')],
    rows: bins.map((bin) => ({
      label: label(bin),
      cells: [spell.number(bin.count), n > 0 ? spell.percent(bin.count / n) : '–'],
    })),
    summary: stats
      ? spell.word('chart.summary-distribution', {
          metric: name, n: spell.number(n), median: spell.duration(stats.median), p90: spell.duration(stats.p90),
        })
      : `${name}: ${spell.word('chart.empty')}`,
    width: 1,
    part(index) {
      const bin = bins[index];
      return bin ? { bin: { from: bin.from, to: bin.to } } : {};
    },
  };
}

function ofCurve(answer: CurveAnswer, spell: Spelling): Legible {
  const { points, median, promised, events, censored } = answer;
  const name = nameOf(answer, spell);
  const time = (ms: number | null | undefined) => spell.value(ms ?? null, 'milliseconds');
  const band = ({ low, high }: (typeof points)[number]) =>
    low === null || high === null ? '–' : `${spell.percent(low)} – ${spell.percent(high)}`;
  return {
    heads: ['waited', 'still-waiting', 'interval', 'at-risk'].map((head) => spell.word(`chart.${head}`)),
    rows: points.map((point) => ({
      label: spell.duration(point.at),
      cells: [spell.percent(point.share), band(point), spell.number(point.atRisk)],
    })),
    summary:
      points.length > 0
        ? spell.word('chart.summary-curve', {
            metric: name, median: time(median.value), p90: time(promised.find(({ p }) => p === 0.9)?.within),
            events: spell.number(events), censored: spell.number(censored),
          })
        : `${name}: ${spell.word('chart.empty')}`,
    width: 1,
    part: () => ({}),
  };
}
