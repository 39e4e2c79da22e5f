/** From bytes in memory to the first whole dashboard, beside whatever else one could do with the same bytes. */
import { firstRuns, withContest } from '../contest.js';
import { atLeast, atMost, megabytes, ms, thousands, times } from '../figures.js';
import { section, table } from '../tables.js';

const NAMES = {
  'ours': '**inboxlens**: read, derived, counted, on the same thread',
  'ours-worker': 'inboxlens: `open(blob)` in a new worker, and the report',
  'parse': '`JSON.parse` alone, of the text decoded already',
  'response': '`response.json()`, nothing counted',
  'careful': '`TextDecoder`, `JSON.parse`, careful JavaScript on typed arrays',
  'scanner': 'JavaScript byte scanner that builds no objects, the same counting',
  'floor': 'the floor: SIMD in wasm that only counts quotes',
};
const PEERS = Object.keys(NAMES);

export async function reading({ origin, data, rounds }) {
  const file = data.middle;
  const { steady, messages } = await withContest(origin, PEERS, file.name, async (contest) => {
    const { messages } = await contest.agree(PEERS);
    return { messages, steady: await contest.run(PEERS, { rounds }) };
  });
  const first = await firstRuns(origin, PEERS.filter((peer) => peer !== 'floor'), file.name, rounds);
  const over = (figures, peer) => figures[peer] / figures.ours;
  const rows = PEERS.map((peer) => [
    NAMES[peer],
    first[peer] === undefined ? '' : ms(first[peer]),
    first[peer] === undefined ? '' : times(over(first, peer)),
    ms(steady[peer]),
    times(over(steady, peer)),
  ]);
  const floor = steady.ours / steady.floor;
  return section(
    `Reading ${megabytes(file.size)} of canonical JSON`,
    `${thousands(messages)} messages of the year. The bytes are in the page's memory; the figure is the time until all requests of the dashboard \`conversation-metrics\` are answered for the whole year, day by day. A first run is in a new page of a new browser with a new profile, the module loaded by \`load()\` a moment before. The times beside each are in units of ours.`,
    table(['', 'first run', 'of ours', 'steady', 'of ours'], rows),
    table(['what', 'must be'], [
      ['first run, against `JSON.parse` alone', atLeast(over(first, 'parse'), 4, 7)],
      ['steady, against `JSON.parse` alone', atLeast(over(steady, 'parse'), 6, 9)],
      ['first run, against `response.json()`', atLeast(over(first, 'response'), 8, 13)],
      ['first run, against careful JavaScript', atLeast(over(first, 'careful'), 8, 14)],
      ['first run, against the byte scanner', atLeast(over(first, 'scanner'), 4)],
      ['steady, in units of the floor', atMost(times(floor), floor, 8, '×', 5)],
      ['first run against steady', atMost(times(first.ours / steady.ours), first.ours / steady.ours, 1.4, '×')],
    ]),
  );
}
