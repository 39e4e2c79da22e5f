/** The same in Node, where there are no pages: a process for each contender and first run. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, megabytes, ms, times } from '../figures.js';
import { section, table } from '../tables.js';

const CONTEND = fileURLToPath(new URL('../node.js', import.meta.url));
const NAMES = {
  ours: '**inboxlens**: read, derived, counted',
  parse: '`JSON.parse` alone, of the text decoded already',
  careful: '`TextDecoder`, `JSON.parse`, careful JavaScript on typed arrays',
  scanner: 'JavaScript byte scanner that builds no objects, the same counting',
};
const PEERS = Object.keys(NAMES);
const WARMUPS = 3;

export async function node({ data, rounds }) {
  const { path, size } = data.middle;
  const first = Object.fromEntries(PEERS.map((peer) => [peer, []])), steady = {};
  for (let round = 0; round < rounds; round += 1) {
    PEERS.forEach((peer) => first[peer].push(...run(peer, path, 1)));
  }
  PEERS.forEach((peer) => (steady[peer] = median(run(peer, path, WARMUPS + rounds).slice(WARMUPS))));
  const cells = (figures, peer) => [ms(figures[peer]), times(figures[peer] / figures.ours)];
  const firsts = Object.fromEntries(PEERS.map((peer) => [peer, median(first[peer])]));
  return section(
    `Node ${process.version}, ${megabytes(size)} of canonical JSON`,
    'From bytes in memory to the dashboard of the whole year, on one thread. A first run is in a new process.',
    table(['', 'first run', 'of ours', 'steady', 'of ours'], PEERS.map((peer) => [NAMES[peer], ...cells(firsts, peer), ...cells(steady, peer)])),
  );
}

function run(peer, path, rounds) {
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', CONTEND, peer, path, String(rounds)], { encoding: 'utf8' }));
}
