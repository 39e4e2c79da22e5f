/** inboxlens on the page's thread: read, derive, count; the answer is the text that the engine gives. */
import { queryOf, requestsOf, TIME_ZONE, YEAR } from '../page/dashboard.js';

export async function prepare(bytes, options = {}) {
  const { dashboard, load } = await import('../../pkg/dist/index.js');
  const { LocalInbox, start } = await import('../../pkg/dist/sync.js');
  await load();
  const core = await start();
  const query = queryOf(YEAR, requestsOf(await dashboard('conversation-metrics')));
  return async () => {
    const inbox = new LocalInbox(core, { timeZone: TIME_ZONE });
    await inbox.add(bytes, options);
    const answer = inbox.answer({ method: 'report', query });
    return { finish: () => finish(inbox, answer) };
  };
}

function finish(inbox, answer) {
  const { messages: read } = inbox.summary;
  inbox.close();
  const { metrics: answers } = JSON.parse(answer);
  return { answers, messages: answers.messages.value, read };
}
