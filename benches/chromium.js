/** Pages in browsers that have never been used before. */
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  // Rubbish is collected before each measurement, not in the midst of the next one's.
  '--js-flags=--expose-gc',
];

/** A new browser with a new profile; `use` is handed its opener of pages and the browser. */
export async function withBrowser(origin, use) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  try {
    return await use(async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(600_000);
      await page.goto(`${origin}/benches/page.html`);
      return page;
    }, browser);
  } finally {
    await browser.close();
  }
}

/** Calls what a module exports, in the page. */
export function call(page, module, name, options) {
  return page.evaluate(async ([module, name, options]) => (await import(module))[name](options), [module, name, options]);
}

export async function versionOf(origin) {
  return withBrowser(origin, async (_, browser) => browser.version());
}

/** Memory of the largest renderer of the browser, in bytes: now, and at its largest. */
export async function tabMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const of = (id) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const line = (name) => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]);
    return { now: line('VmRSS'), peak: line('VmHWM') };
  };
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => of(id));
  return renderers.reduce((a, b) => (a.peak > b.peak ? a : b));
}
