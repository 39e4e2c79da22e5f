/**
 * Conversation metrics and charts, computed where the data is.
 *
 * @packageDocumentation
 */
import { start, type ModuleSource } from './core.js';
import { Inbox } from './inbox.js';
import type { Input, OpenOptions } from './types.js';
import { warmUp } from './warm.js';

export type * from './types.js';
export type { ModuleSource } from './core.js';
export { InboxLensError } from './error.js';
export { Inbox } from './inbox.js';
export { Drawing, draw } from './draw.js';
export { allDashboards, dashboard } from './dashboard.js';
export { toCsv } from './csv.js';
export { metricInfo } from './metric-info.js';
export { Spelling, allLanguages, language, loadLanguage, spelling } from './words.js';

/**
 * Loads the WebAssembly module beforehand: from where it lies beside this file, or from another source. Everything
 * else loads it by itself; call this early to have it ready, or to say where it is. Until something is read, the module
 * is run in for a quarter of a second, a few milliseconds at a time, so that the first reading is a fast one.
 */
export async function load(source?: ModuleSource): Promise<void> {
  // Whoever only loads is not to hear of it: what goes wrong here goes wrong again, and louder, when something is read.
  warmUp(await start(source)).catch(() => undefined);
}

/**
 * Reads conversation data. Nothing leaves the page; bodies of messages are not kept.
 *
 * @param input A file, a text, bytes, a response, a stream, an object that JSON was parsed to, or several of them.
 * @throws InboxLensError with `code` and place, if the input cannot be read. A row that cannot be read is no error:
 * it is counted in `summary.warnings`.
 */
export async function open(input: Input, options: OpenOptions = {}): Promise<Inbox> {
  // Charts are drawn on this thread: the module is made ready while the worker reads.
  const drawing = typeof document === 'undefined' ? undefined : start();
  const inbox = await Inbox.make(input, options);
  await drawing;
  return inbox;
}
