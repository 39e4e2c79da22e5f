/** What it takes to hold the data, and to read it. */
import { call, forgetPeaks, tabsMemory, withBrowser } from '../chromium.js';
import { unique } from '../data.js';
import { atMost, median, megabytes, thousands } from '../figures.js';
import { section, table } from '../tables.js';

const STREAM = '/benches/page/stream.js';
/** What is freed is given back some moments later. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 1000));

export async function memory({ origin, data, rounds }) {
  const rows = [];
  for (const { name, size } of unique([data.middle, data.large])) {
    const ours = await medians(rounds, () => measured(origin, name, 'read', true));
    const parsed = await medians(rounds, () => measured(origin, name, 'parse', false));
    const each = ours.wasm / ours.messages;
    rows.push([
      `${megabytes(size)}, ${thousands(ours.messages)} messages`,
      `${megabytes(ours.wasm)}, ${atMost(`${each.toFixed(1)} bytes a message`, each, 40, 'bytes')}`,
      `${megabytes(ours.asked)}, ${(ours.asked / ours.messages).toFixed(1)} bytes a message`,
      `${megabytes(ours.now)} more than before`,
      atMost(`${megabytes(ours.above)} more than that`, ours.above / 1e6, 16, 'MB'),
      `${megabytes(parsed.now)} more, at its peak ${megabytes(parsed.peak)}`,
    ]);
  }
  return section(
    'Memory',
    'Read from `response.body` on the page’s thread. The tab is its whole process, as the system counts it (resident), against the same tab before.',
    table(['', 'wasm, after reading', 'after the first dashboard', 'the tab, after reading', 'at its peak', 'the tab that holds `response.json()`'], rows),
  );
}

/** Of each figure that `measure` gives. */
async function medians(rounds, measure) {
  const all = [];
  for (let round = 0; round < rounds; round += 1) {
    all.push(await measure());
  }
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((figures) => figures[name]))]));
}

async function measured(origin, data, what, isAsked) {
  return withBrowser(origin, async (open, browser) => {
    const page = await open();
    await call(page, STREAM, 'prepare', {});
    await moment();
    await forgetPeaks(browser);
    const before = await tabsMemory(browser);
    const found = await call(page, STREAM, what, { data });
    await moment();
    const after = await tabsMemory(browser);
    const asked = isAsked ? (await call(page, STREAM, 'ask', {})).wasm : undefined;
    return { ...found, ...grown(before, after), asked };
  });
}

/** What the page's process has grown by: of all, it is the one that has grown most. */
function grown(before, after) {
  const all = [...before].filter(([id]) => after.has(id)).map(([id, { now: then }]) => {
    const { now, peak } = after.get(id);
    return { now: now - then, peak: peak - then, above: peak - now };
  });
  return all.reduce((a, b) => (a.peak > b.peak ? a : b));
}
