/** A zone's offsets over a span, and the local days and weeks in it. */

const HOUR = 3_600_000, DAY = 24 * HOUR;

/** `from[i]` up to `from[i + 1]`: `offset[i]` milliseconds ahead of UTC. */
export function zoneOf(timeZone, from, to) {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsetAt = (at) => {
    const [, sign, hours, minutes = '0'] = /GMT(?:([+-])(\d+):?(\d+)?)?/.exec(format.format(at));
    return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000) : 0;
  };
  const zone = { from: [-Infinity], offset: [offsetAt(from)] };
  for (let at = from; at < to; at += 14 * DAY) {
    let [low, high] = [at, Math.min(at + 14 * DAY, to)];
    const after = offsetAt(high);
    if (after === zone.offset.at(-1)) {
      continue;
    }
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      [low, high] = offsetAt(middle) === after ? [low, middle] : [middle, high];
    }
    zone.from.push(high);
    zone.offset.push(after);
  }
  return { from: Float64Array.of(...zone.from, Infinity), offset: Float64Array.from(zone.offset) };
}

function offsetAt(zone, at) {
  let place = 0;
  while (at >= zone.from[place + 1]) {
    place += 1;
  }
  return zone.offset[place];
}

/** The instant at which a local date (`2025-03-01`, or days since 1970) begins. */
export function startOfDate(zone, date) {
  const local = typeof date === 'string' ? Date.parse(`${date}T00:00Z`) : date * DAY;
  const guess = local - offsetAt(zone, local);
  return local - offsetAt(zone, guess);
}

/** The edges of the local days (or the weeks, from Monday on) of a span, cut by it. */
export function edgesOf(zone, from, to, days) {
  let date = Math.floor((from + offsetAt(zone, from)) / DAY);
  // 1970-01-01 was a Thursday.
  date -= days === 7 ? (date + 3) % 7 : 0;
  const edges = [from];
  for (date += days; startOfDate(zone, date) < to; date += days) {
    edges.push(startOfDate(zone, date));
  }
  return Float64Array.of(...edges, to);
}
