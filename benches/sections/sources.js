/** How fast each way of reading is: from bytes in memory into columns, beside canonical JSON in the same rounds. */
import { withFiles } from '../contest.js';
import { atMost, judged, megabytes, times } from '../figures.js';
import { section, table } from '../tables.js';

const CANONICAL = 'small';
/** Texts and tables, in megabytes a second at the least. */
const TEXTS = { android: 'WhatsApp, one chat, Android', iphone: 'WhatsApp, one chat, iPhone', csv: 'CSV, a message a row' };
const SLOWEST = 200;
/** What is JSON, too, in units of canonical JSON a byte at the most. */
const JSONS = { rows: 'JSON, a message a row', pages: 'Chatwoot, a page a line', cloud: 'Cloud API, a webhook a line', intercom: 'Intercom, one list' };
const MOST = 1.5;

export async function sources({ origin, data, rounds }) {
  const uses = [CANONICAL, ...Object.keys(TEXTS), ...Object.keys(JSONS)];
  const figures = await withFiles(origin, 'part?read', uses.map((use) => data[use].name), (contest) =>
    contest.run(uses.map((use) => data[use].name), { rounds }));
  const speed = (use) => data[use].size / 1000 / figures[data[use].name];
  const beside = (use) => speed(CANONICAL) / speed(use);
  const written = (use) => `${speed(use).toFixed(0)} MB/s`;
  const title = (use, name) => `${name}, ${megabytes(data[use].size)}`;
  return section(
    'Reading, format by format',
    'From bytes in memory into columns, steady; nothing is merged or counted. Beside each what a byte costs in units of canonical JSON.',
    table(['', 'steady', 'of canonical JSON'], [
      [title(CANONICAL, '**canonical JSON**'), written(CANONICAL), '1.0 ×'],
      ...Object.entries(TEXTS).map(([use, name]) =>
        [title(use, name), judged(written(use), speed(use) >= SLOWEST, `at least ${SLOWEST} MB/s`), times(beside(use))]),
      ...Object.entries(JSONS).map(([use, name]) =>
        [title(use, name), written(use), atMost(times(beside(use)), beside(use), MOST, '×')]),
    ]),
  );
}
