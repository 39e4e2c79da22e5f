/** What is asked of an inbox on this thread, one question at a time. */
import { NOW, requestsOf, TIME_ZONE } from './dashboard.js';

const { dashboard } = await import('../../pkg/dist/index.js');
const { LocalInbox, start } = await import('../../pkg/dist/sync.js');

let inbox, requests;

export async function prepare({ data, dashboardId }) {
  inbox = new LocalInbox(await start(), { timeZone: TIME_ZONE });
  const { messages } = await inbox.add((await fetch(`/data/${data}`)).body);
  requests = requestsOf(await dashboard(dashboardId));
  return { messages, requests: Object.keys(requests).length };
}

/** Milliseconds of each round; `metrics` instead of those of the dashboard. Each question differs from all before it. */
export function ask({ questions, metrics = requests, compare }) {
  return questions.map(({ from, to, tags }) => {
    const query = { period: { from, to }, now: NOW, filter: { tag: { none: tags } }, metrics, compare };
    const start = performance.now();
    inbox.report(query);
    return performance.now() - start;
  });
}
