/** ISO 8601 instants as milliseconds: by hand where they are written as most programs do, a tenth of the time of `Date.parse`. */

const months = new Map();

/** Milliseconds of the first of a month, counted as `year * 12 + month` (January is 1). */
export function startOfMonth(number) {
  let at = months.get(number);
  if (at === undefined) {
    at = Date.UTC(Math.floor((number - 1) / 12), (number - 1) % 12, 1);
    months.set(number, at);
  }
  return at;
}

let lastMonth = -1, lastStart = 0;

/** `2025-01-31T23:59:59.999Z`, or whatever `Date.parse` takes. */
export function instant(text) {
  if (text.length !== 24 || text.charCodeAt(23) !== 90) {
    return Date.parse(text);
  }
  const d = (place) => text.charCodeAt(place) - 48;
  const month = (d(0) * 1000 + d(1) * 100 + d(2) * 10 + d(3)) * 12 + d(5) * 10 + d(6);
  if (month !== lastMonth) {
    lastMonth = month;
    lastStart = startOfMonth(month);
  }
  const ms = ((((d(8) * 10 + d(9) - 1) * 24 + d(11) * 10 + d(12)) * 60 + d(14) * 10 + d(15)) * 60 + d(17) * 10 + d(18)) * 1000;
  return lastStart + ms + d(20) * 100 + d(21) * 10 + d(22);
}
