/** What is not canonical JSON: pages of an API, and a chat as a phone exports it. */
import { withContest } from '../contest.js';
import { atMost, megabytes, ms, thousands, times } from '../figures.js';
import { section, table } from '../tables.js';

const OURS = 'ours';
const FORMATS = [
  {
    use: 'chatwoot', name: 'Chatwoot JSON, a page a line', options: { format: 'chatwoot' },
    peers: { 'parse-lines': '`JSON.parse` of each line, decoded already', 'decode-lines': '`TextDecoder`, `JSON.parse` of each line' },
  },
  {
    use: 'whatsapp', name: 'WhatsApp, one chat', options: { business: 'Inbox Shop', dateOrder: 'dmy' },
    peers: { 'match-lines': '`TextDecoder`, a regular expression a line, messages counted by sender' },
  },
];

export async function formats({ origin, data, rounds }) {
  const rows = [];
  for (const { use, name, options, peers } of FORMATS) {
    const all = [OURS, ...Object.keys(peers), 'floor'];
    await withContest(origin, all, data[use].name, async (contest) => {
      const { read } = await contest.once(OURS);
      const figures = await contest.run(all, { rounds });
      const title = `${name}, ${megabytes(data[use].size)}, ${thousands(read)} messages`;
      rows.push([`**${title}**`, ms(figures[OURS]), '1.0 ×']);
      rows.push(...Object.entries(peers).map(([peer, what]) => [what, ms(figures[peer]), times(figures[peer] / figures[OURS])]));
      const floor = figures[OURS] / figures.floor;
      rows.push(['the floor', ms(figures.floor), atMost(times(floor), floor, 8, '×')]);
    }, options);
  }
  return section(
    'Other formats',
    'From bytes in memory to the dashboard of the whole year, steady. Beside each peer its time in units of ours; beside the floor ours in units of it.',
    table(['', 'steady', 'of ours'], rows),
  );
}
