/** Pages in browsers that have never been used before. */
import { readFileSync, writeFileSync } from 'node:fs';
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

/** Memory of each process that shows pages, in bytes, by its id: now, and at its largest since peaks were forgotten. */
export async function tabsMemory(browser) {
  return new Map((await renderers(browser)).map((id) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const line = (name) => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]);
    return [id, { now: line('VmRSS'), peak: line('VmHWM') }];
  }));
}

export async function forgetPeaks(browser) {
  (await renderers(browser)).forEach((id) => writeFileSync(`/proc/${id}/clear_refs`, '5'));
}

/** Process ids. */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** What the page's thread has done while `work` ran: milliseconds of each task, by the clock and of the machine. */
export async function mainThreadTasks(browser, page, work) {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const main = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && event.ph === 'X' && main.has(threadOf(event)));
  if (tasks.length === 0) {
    throw new Error('the trace names no tasks of the page’s thread');
  }
  return tasks.map(({ dur, tdur }) => ({ ms: dur / 1000, cpuMs: (tdur ?? 0) / 1000 }));
}

function threadOf({ pid, tid }) {
  return `${pid} ${tid}`;
}
