/** What it takes to hold the data, and to read it. */
import { call, forgetPeak, tabMemory, withBrowser } from '../chromium.js';
import { unique } from '../data.js';
import { atMost, megabytes, thousands } from '../figures.js';
import { section, table } from '../tables.js';

const STREAM = '/benches/page/stream.js';
/** What is freed is given back some moments later. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 1000));

export async function memory({ origin, data }) {
  const rows = [];
  for (const { name, size } of unique([data.middle, data.large])) {
    const ours = await measured(origin, name, 'read', true);
    const parsed = await measured(origin, name, 'parse', false);
    const each = ours.wasm / ours.messages;
    const above = ours.peak - ours.now;
    rows.push([
      `${megabytes(size)}, ${thousands(ours.messages)} messages`,
      `${megabytes(ours.wasm)}, ${atMost(`${each.toFixed(1)} bytes a message`, each, 40, 'bytes')}`,
      `${megabytes(ours.asked)}, ${(ours.asked / ours.messages).toFixed(1)} bytes a message`,
      `${megabytes(ours.now - ours.before)} more than before`,
      atMost(`${megabytes(above)} more than that`, above / 1e6, 16, 'MB'),
      `${megabytes(parsed.now - parsed.before)}, at its peak ${megabytes(parsed.peak - parsed.before)}`,
    ]);
  }
  return section(
    'Memory',
    'Read from `response.body` on the page’s thread. The tab is its whole process, as the system counts it (resident), against the same tab before.',
    table(['', 'wasm, after reading', 'after the first dashboard', 'the tab, after reading', 'at its peak', 'the tab that holds `response.json()`'], rows),
  );
}

async function measured(origin, data, what, isAsked) {
  return withBrowser(origin, async (open, browser) => {
    const page = await open();
    await call(page, STREAM, 'prepare', {});
    await moment();
    await forgetPeak(browser);
    const { now: before } = await tabMemory(browser);
    const found = await call(page, STREAM, what, { data });
    await moment();
    const { now, peak } = await tabMemory(browser);
    const asked = isAsked ? (await call(page, STREAM, 'ask', {})).wasm : undefined;
    return { ...found, before, now, peak, asked };
  });
}
