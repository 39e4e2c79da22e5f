/** What reading alone takes with crates that are there already, compiled to the same WebAssembly. */
import { withContest } from '../contest.js';
import { megabytes, ms, thousands, times } from '../figures.js';
import { section, table } from '../tables.js';

const OURS = 'ours';
const NAMES = {
  'reader?serde_json_typed': '`serde_json`, structs that borrow, nothing kept',
  'reader?serde_json_value': '`serde_json::Value`',
  'reader?simd_json_typed': '`simd-json`, the same structs',
  'reader?simd_json_tape': '`simd-json`, its tape alone',
  'reader?sonic_typed': '`sonic-rs`, the same structs',
  'reader?jiter_iterator': '`jiter`, value by value',
};

export async function readers({ origin, data, rounds }) {
  const peers = [OURS, ...Object.keys(NAMES)];
  return withContest(origin, peers, data.middle.name, async (contest) => {
    const counts = [];
    for (const peer of peers.slice(1)) {
      counts.push((await contest.once(peer)).messages);
    }
    if (new Set(counts).size > 1) {
      throw new Error(`the readers do not agree on how many messages there are: ${counts}`);
    }
    const figures = await contest.run(peers, { rounds });
    return section(
      'Other readers in WebAssembly',
      `${megabytes(data.middle.size)} of canonical JSON, ${thousands(counts[0])} messages with repeats and notes, steady. Ours is the whole way to the dashboard; the others only read: nothing is interned, sorted, derived or counted. All have the bytes in one piece, copied into their memory each time.`,
      table(['', 'steady', 'of ours'], [
        ['**inboxlens**, to the dashboard', ms(figures[OURS]), '1.0 ×'],
        ...Object.entries(NAMES).map(([peer, name]) => [name, ms(figures[peer]), times(figures[peer] / figures[OURS])]),
      ]),
    );
  });
}
