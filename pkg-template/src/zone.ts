/** A time zone's rules, read from `Intl`. */

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2040, 0, 1);
/** No zone changes its offset twice within this. */
const STEP = 14 * 86_400_000;

/**
 * From each instant (milliseconds) on, the offset (seconds) that follows it, one after the other; `undefined` if the
 * platform does not know the zone. Covers the years 2000 to 2039; what lies outside has the nearest offset.
 */
export function zoneChanges(timeZone: string): Float64Array | undefined {
  const offsetAt = offsetsOf(timeZone);
  if (!offsetAt) {
    return undefined;
  }
  const changes = [FIRST, offsetAt(FIRST)];
  let before = FIRST;
  let offset = offsetAt(FIRST);
  while (before < LAST) {
    const after = before + STEP;
    const next = offsetAt(after);
    if (next !== offset) {
      changes.push(changeBetween(before, after, offset, offsetAt), next);
      offset = next;
    }
    before = after;
  }
  return Float64Array.from(changes);
}

/** What tells the offset (seconds) at an instant (milliseconds); `undefined` if the platform does not know the zone. */
export function offsetsOf(timeZone: string): ((at: number) => number) | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    return (at) => offsetOf(format.format(at));
  } catch {
    return undefined;
  }
}

/** The first instant, to the second, at which the offset is another one. */
function changeBetween(from: number, to: number, offset: number, offsetAt: (at: number) => number): number {
  let [before, after] = [from / 1000, to / 1000];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * 1000) === offset) {
      before = middle;
    } else {
      after = middle;
    }
  }
  return after * 1000;
}

/** Seconds of `3/1/2025, GMT+05:30`. */
function offsetOf(text: string): number {
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(text);
  if (!match) {
    return 0;
  }
  const [, sign, hours, minutes, seconds] = match;
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  return sign === '-' ? -offset : offset;
}
