/** Exact statistics of durations, in milliseconds. */

const SHARES = [0.5, 0.75, 0.9, 0.95];

/** `sorted` has at least one value; it is a typed array. */
export function statsOf(sorted) {
  let sum = 0;
  for (let place = 0; place < sorted.length; place += 1) {
    sum += sorted[place];
  }
  const [median, p75, p90, p95] = SHARES.map((share) => quantile(sorted, share));
  return { mean: sum / sorted.length, median, p75, p90, p95, min: sorted[0], max: sorted[sorted.length - 1] };
}

export function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)], high = sorted[Math.ceil(place)];
  return low + (high - low) * (place - Math.floor(place));
}

/** How many of the sorted values are smaller. */
export function below(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
