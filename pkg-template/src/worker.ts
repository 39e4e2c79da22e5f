/** The worker: one inbox, asked by messages. */
import { startWith } from './core.js';
import { InboxLensError } from './error.js';
import { LocalInbox } from './local.js';
import type { Answered, Asked } from './remote.js';

interface Scope {
  postMessage(message: Answered): void;
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
}

const scope = globalThis as unknown as Scope;
let inbox: LocalInbox | undefined;
let reading: AbortController | undefined;
/** Questions wait for the reading that was asked for before them. */
let turn: Promise<unknown> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if (data.method === 'cancel') {
    reading?.abort();
    return;
  }
  turn = turn.then(() => answer(data));
};

async function answer(asked: Exclude<Asked, { method: 'cancel' }>): Promise<void> {
  try {
    scope.postMessage({ id: asked.id, result: await result(asked) });
  } catch (error) {
    const facts =
      error instanceof InboxLensError ? error.facts : ({ code: 'internal', message: String(error) } as const);
    scope.postMessage({ id: asked.id, error: facts });
  }
}

async function result(asked: Exclude<Asked, { method: 'cancel' }>): Promise<unknown> {
  if (asked.method === 'open') {
    inbox = new LocalInbox(startWith(asked.module), asked.options);
    return null;
  }
  if (!inbox) {
    throw new InboxLensError({ code: 'closed', message: 'the inbox has not been opened' });
  }
  switch (asked.method) {
    case 'add': {
      reading = new AbortController();
      const onProgress = (progress: Answered['progress']) => scope.postMessage({ id: asked.id, progress });
      return inbox.add(asked.input, { ...asked.options, signal: reading.signal, onProgress });
    }
    default:
      return inbox.answer(asked);
  }
}
