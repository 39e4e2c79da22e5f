/** inboxlens as a page uses it: `open` in a worker of its own, and a report. */
import { queryOf, requestsOf, TIME_ZONE, YEAR } from '../page/dashboard.js';

export async function prepare(bytes) {
  const { dashboard, load, open } = await import('../../pkg/dist/index.js');
  await load();
  const query = queryOf(YEAR, requestsOf(await dashboard('conversation-metrics')));
  const blob = new Blob([bytes]);
  return async () => {
    const inbox = await open(blob, { timeZone: TIME_ZONE, worker: true });
    const { metrics: answers } = await inbox.report(query);
    return { answers, messages: answers.messages.value, finish: () => inbox.close() };
  };
}
