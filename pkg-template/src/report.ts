import type { Bucket, Report, Requests } from './types.js';

interface Series {
  buckets?: number | readonly Bucket[];
  previous?: Series;
}

/**
 * A report from its JSON, in which the buckets that many answers have stand once, and each series has their place. The
 * answers then share them.
 */
export function readReport<R extends Requests>(json: string): Report<R> {
  const { buckets = [], ...report } = JSON.parse(json) as { buckets?: (readonly Bucket[])[]; metrics: Record<string, Series> };
  for (const answer of Object.values(report.metrics)) {
    for (const series of answer.previous ? [answer, answer.previous] : [answer]) {
      if (typeof series.buckets === 'number') {
        series.buckets = buckets[series.buckets]!;
      }
    }
  }
  return report as unknown as Report<R>;
}
