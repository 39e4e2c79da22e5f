/** Where our own time goes between the bytes and the dashboard. */
import { firstRuns, withContest } from '../contest.js';
import { megabytes, ms } from '../figures.js';
import { section, table } from '../tables.js';

const READ = 'part?read', MERGE = 'part?merge', REPORT = 'part?report', OURS = 'ours';
const PEERS = [READ, MERGE, REPORT, OURS];

const STATIONS = [
  ['bytes into columns', READ],
  ['merged and sorted', MERGE],
  ['derived and counted for the first time, and written as text', REPORT],
  ['the package around it: a `Blob`, its stream, breaths', OURS],
];

export async function parts({ origin, data, rounds }) {
  const file = data.middle;
  const steady = await withContest(origin, PEERS, file.name, (contest) => contest.run(PEERS, { rounds }));
  const first = await firstRuns(origin, PEERS, file.name, rounds);
  const rows = STATIONS.map(([name, peer], place) => [name, ...[first, steady].flatMap((until) => {
    const own = until[peer] - (until[PEERS[place - 1]] ?? 0);
    return [ms(own), `${((100 * own) / until[OURS]).toFixed(0)} %`];
  })]);
  return section(
    'Where the time goes',
    `${megabytes(file.size)} of canonical JSON. Each is the difference of two medians: the way up to there, and up to the station before.`,
    table(['', 'first run', 'of all', 'steady', 'of all'], [...rows, ['all', ms(first[OURS]), '', ms(steady[OURS]), '']]),
  );
}
