/** A file that is larger than what the platform's parser can take as one text. */
import { createReadStream } from 'node:fs';
import { call, withBrowser } from '../chromium.js';
import { megabytes, ms, thousands } from '../figures.js';
import { section, table } from '../tables.js';

const SHOWN = '/benches/page/shown.js';

export async function huge({ origin, data }) {
  const { name, size, path } = data.huge;
  const expected = await countIn(path, '"direction":');
  const { ms: took, messages } = await withBrowser(origin, async (open) => {
    const page = await open();
    await call(page, SHOWN, 'prepare', { data: name });
    return call(page, SHOWN, 'read');
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

/** How often the text stands in the file. */
async function countIn(path, text) {
  let count = 0, rest = '';
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22, encoding: 'latin1' })) {
    const all = rest + chunk;
    for (let place = all.indexOf(text); place >= 0; place = all.indexOf(text, place + text.length)) count += 1;
    rest = all.slice(1 - text.length);
  }
  return count;
}
