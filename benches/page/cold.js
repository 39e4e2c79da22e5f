/** A page's first moments: the data and the package are fetched at once, as a product would. */
import { queryOf, requestsOf, TIME_ZONE, YEAR } from './dashboard.js';

/** `how`: `worker` or `thread`. Milliseconds from when all bytes had come to the first dashboard. */
export async function cold({ data, how }) {
  const bytes = fetch(`/data/${data}`).then((response) => response.arrayBuffer()).then((bytes) => ({ bytes, at: performance.now() }));
  const { messages } = await ways[how](bytes);
  return { ms: performance.now() - (await bytes).at, messages };
}

const ways = {
  async worker(coming) {
    const { dashboard, load, open } = await import('../../pkg/dist/index.js');
    await load();
    const requests = requestsOf(await dashboard('conversation-metrics'));
    const inbox = await open((await coming).bytes, { timeZone: TIME_ZONE, worker: true });
    return messagesOf(await inbox.report(queryOf(YEAR, requests)));
  },
  async thread(coming) {
    const { dashboard } = await import('../../pkg/dist/index.js');
    const { LocalInbox, start } = await import('../../pkg/dist/sync.js');
    const inbox = new LocalInbox(await start(), { timeZone: TIME_ZONE });
    const requests = requestsOf(await dashboard('conversation-metrics'));
    await inbox.add((await coming).bytes);
    return messagesOf(inbox.report(queryOf(YEAR, requests)));
  },
  /** For comparison: the same bytes parsed, nothing counted. */
  async parse(coming) {
    const document = JSON.parse(new TextDecoder().decode((await coming).bytes));
    return { messages: document.conversations.length };
  },
};

function messagesOf({ metrics }) {
  return { messages: metrics.messages.value };
}
