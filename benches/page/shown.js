/** A page as a product has it: the filter's and the dashboard's elements, and an inbox in a worker. */
import { NOW, TIME_ZONE } from './dashboard.js';

await import('../../pkg/dist/elements/define.js');
const { load, open } = await import('../../pkg/dist/index.js');

let inbox, blob, dashboard;

export async function prepare({ data }) {
  await load();
  blob = await (await fetch(`/data/${data}`)).blob();
}

export async function read() {
  inbox?.close();
  const start = performance.now();
  inbox = await open(blob, { timeZone: TIME_ZONE, worker: true, onProgress: () => {} });
  return { ms: performance.now() - start, messages: inbox.summary.messages };
}

/** The dashboard's element, with the whole year in it. */
export async function show({ question }) {
  dashboard = document.createElement('inboxlens-dashboard');
  document.body.append(dashboard);
  dashboard.inbox = inbox;
  await asked(question);
}

/** One filter after the other, each when the one before is drawn. Milliseconds from each to what is painted. */
export async function drag({ questions }) {
  const times = [];
  for (const question of questions) {
    const start = performance.now();
    await asked(question);
    times.push(performance.now() - start);
    await pause(50);
  }
  return times;
}

async function asked({ from, to, agents, tags }) {
  const answered = new Promise((resolve) => dashboard.addEventListener('inboxlens-report', resolve, { once: true }));
  const filter = { ...(agents && { agent: { any: agents } }), ...(tags && { tag: { any: tags } }) };
  dashboard.query = { period: { from, to }, now: NOW, filter };
  await answered;
  await painted();
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** After the next frame has been handed over. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
