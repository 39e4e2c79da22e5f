/** Where our own time goes between the bytes and the dashboard. */
import { withContest } from '../contest.js';
import { megabytes, ms } from '../figures.js';
import { section, table } from '../tables.js';

const READ = 'part?read', MERGE = 'part?merge', REPORT = 'part?report', OURS = 'ours';
const PEERS = [READ, MERGE, REPORT, OURS];

export async function parts({ origin, data, rounds }) {
  return withContest(origin, PEERS, data.middle.name, async (contest) => {
    const until = await contest.run(PEERS, { rounds });
    const share = (time) => [ms(time), `${((100 * time) / until[OURS]).toFixed(0)} %`];
    return section(
      'Where the time goes',
      `${megabytes(data.middle.size)} of canonical JSON, steady. Each is the difference of two medians: the way up to there, and up to the station before.`,
      table(['', 'time', 'of all'], [
        ['bytes into columns', ...share(until[READ])],
        ['merged and sorted', ...share(until[MERGE] - until[READ])],
        ['derived and counted for the first time, and written as text', ...share(until[REPORT] - until[MERGE])],
        ['the package around it: a `Blob`, its stream, breaths', ...share(until[OURS] - until[REPORT])],
        ['all', ...share(until[OURS])],
      ]),
    );
  });
}
