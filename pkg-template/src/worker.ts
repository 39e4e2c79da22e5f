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
/** Of the readings that are asked for and not done, by their ids. */
const readings = new Map<number, AbortController>();
/** Questions wait for the reading that was asked for before them. */
let turn: Promise<unknown> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if (data.method === 'cancel') {
    readings.get(data.id)?.abort();
    return;
  }
  if (data.method === 'add') {
    readings.set(data.id, new AbortController());
  }
  turn = turn.then(() => answer(data));
};

async function answer(asked: Exclude<Asked, { method: 'cancel' }>): Promise<void> {
  try {
    scope.postMessage({ id: asked.id, result: await result(asked) });
  } catch (error) {
    // Only what kind of error it is: a message of the platform's may quote the data.
    const kind = error instanceof Error ? error.name : typeof error;
    const facts = error instanceof InboxLensError ? error.facts : ({ code: 'internal', message: kind } as const);
    scope.postMessage({ id: asked.id, error: facts });
  } finally {
    readings.delete(asked.id);
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
      const onProgress = (progress: Answered['progress']) => scope.postMessage({ id: asked.id, progress });
      const signal = readings.get(asked.id)?.signal;
      return inbox.add(asked.input, { ...asked.options, onProgress, ...(signal ? { signal } : {}) });
    }
    case 'toCanonical':
      return inbox.toCanonical();
    default:
      return inbox.answer(asked);
  }
}
