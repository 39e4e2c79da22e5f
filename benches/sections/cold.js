/** The first answer that somebody sees who has just opened the page. */
import { call, withBrowser } from '../chromium.js';
import { atMost, median, megabytes, ms } from '../figures.js';
import { section, table } from '../tables.js';

const WAYS = {
  worker: '`open(bytes)` in a worker, and a report',
  thread: 'the same on the page’s thread',
  parse: '`TextDecoder` and `JSON.parse`, nothing counted',
};

export async function cold({ origin, data, rounds }) {
  const { name, size } = data.small;
  const rows = [];
  for (const [how, what] of Object.entries(WAYS)) {
    const all = [];
    for (let round = 0; round < rounds; round += 1) {
      const { ms } = await withBrowser(origin, async (open) => call(await open(), '/benches/page/cold.js', 'cold', { data: name, how }));
      all.push(ms);
    }
    const middle = median(all);
    rows.push([what, how === 'parse' ? ms(middle) : atMost(ms(middle), middle, 150, 'ms')]);
  }
  return section(
    `First answer in a page that has just been opened, ${megabytes(size)}`,
    'A new browser with a new profile. The data and the package are fetched side by side; the figure is the time from when the last byte of the data was there to the dashboard of the whole year.',
    table(['', 'after the bytes'], rows),
  );
}
