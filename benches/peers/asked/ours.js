/** inboxlens that has read everything, asked on the page's thread. The answer is the text that the engine gives. */
import { inSteps, queryOf, requestsOf, TIME_ZONE } from '../../page/dashboard.js';

export async function prepare(bytes) {
  const { dashboard, load } = await import('../../../pkg/dist/index.js');
  const { LocalInbox, start } = await import('../../../pkg/dist/sync.js');
  await load();
  const requests = requestsOf(await dashboard('conversation-metrics'));
  const inbox = new LocalInbox(await start(), { timeZone: TIME_ZONE });
  await inbox.add(bytes);
  /** `steps`: others than the panels'. `parsed`: the answer is wanted as an object. `policy`: what differs. */
  return ({ steps, parsed, policy, ...question }) => {
    const query = { ...queryOf(question, steps ? inSteps(requests, steps) : requests), ...(policy && { policy }) };
    if (parsed) {
      const { metrics } = inbox.report(query);
      return { messages: metrics.messages.value };
    }
    const text = inbox.answer({ method: 'report', query });
    return { finish: () => finish(text) };
  };
}

function finish(text) {
  const { metrics: answers } = JSON.parse(text);
  return { answers, messages: answers.messages.value };
}
