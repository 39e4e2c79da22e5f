/** A file that is larger than what the platform's parser can take as one text. */
import { readFileSync } from 'node:fs';
import { call, withBrowser } from '../chromium.js';
import { median, megabytes, ms, thousands } from '../figures.js';
import { scan } from '../peers/javascript/scan.js';
import { HIDDEN } from '../peers/javascript/words.js';
import { section, table } from '../tables.js';

const SHOWN = '/benches/page/shown.js';

export async function huge({ origin, data, rounds }) {
  const { name, size, path } = data.huge;
  const expected = countIn(path);
  const { ms: took, messages } = await withBrowser(origin, async (open) => {
    const page = await open();
    await call(page, SHOWN, 'prepare', { data: name });
    const all = [];
    for (let round = 0; round < rounds; round += 1) {
      all.push(await call(page, SHOWN, 'read'));
    }
    return { ms: median(all.map((one) => one.ms)), messages: all[0].messages };
  });
  const verdict = messages === expected ? '✓ all of them' : `✗ **not met**: ${thousands(expected)} are in the file`;
  return section(
    `A file of ${megabytes(size)}`,
    table(['', ''], [
      ['messages read by a worker, from a `Blob`', `${thousands(messages)}, ${verdict}`],
      ['time', `${ms(took)}, ${((size / took) * 1e-3).toFixed(0)} MB a second`],
    ]),
  );
}

/** How many messages there are, said by the JavaScript scanner: each once, and none that are not said to the other side. */
function countIn(path) {
  const { messages } = scan(readFileSync(path));
  return messages.actor.subarray(0, messages.length).filter((actor) => actor !== HIDDEN).length;
}
