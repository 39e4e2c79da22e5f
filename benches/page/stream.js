/** Reads what the server sends as it comes, on this thread, where its memory can be seen. */
import { queryOf, requestsOf, TIME_ZONE, YEAR } from './dashboard.js';
import { wasmBytes } from './memory.js';

const { dashboard } = await import('../../pkg/dist/index.js');
const { LocalInbox, start } = await import('../../pkg/dist/sync.js');

let kept;

export async function prepare() {
  await start();
  globalThis.gc?.();
}

/** `wasm`: bytes of its memory, which never shrinks, after reading and after the first dashboard. */
export async function read({ data }) {
  const inbox = new LocalInbox(await start(), { timeZone: TIME_ZONE });
  const { messages } = await inbox.add((await fetch(`/data/${data}`)).body);
  kept = inbox;
  globalThis.gc?.();
  return { messages, wasm: wasmBytes() };
}

export async function ask() {
  const requests = requestsOf(await dashboard('conversation-metrics'));
  kept.report(queryOf(YEAR, requests));
  return { wasm: wasmBytes() };
}

/** The same data as the platform's parser keeps it. */
export async function parse({ data }) {
  kept = await (await fetch(`/data/${data}`)).json();
  globalThis.gc?.();
  return { conversations: kept.conversations.length };
}
