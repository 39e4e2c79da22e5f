/** Numbers as people read them. */

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export function ms(value) {
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ms`;
}

export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

export function thousands(count) {
  return count.toLocaleString('en-US');
}

export function times(ratio) {
  return `${ratio >= 20 ? ratio.toFixed(0) : ratio >= 0.1 ? ratio.toFixed(1) : ratio.toPrecision(1)} ×`;
}

/** What must be, and whether it is: `6.2 × (at least 6 ×, aim 9 ×)`, with a word in front where it is not met. */
export function atLeast(ratio, limit, aim) {
  return judged(times(ratio), ratio >= limit, `at least ${limit} ×`, aim && `aim ${aim} ×`);
}

export function atMost(figure, value, limit, unit, aim) {
  return judged(figure, value <= limit, `at most ${limit} ${unit}`, aim && `aim ${aim} ${unit}`);
}

/** A figure with the limit beside it, and whether it is met. */
export function judged(figure, isMet, limit, aim) {
  return `${isMet ? '✓' : '✗ **not met**:'} ${figure} (${aim ? `${limit}, ${aim}` : limit})`;
}
