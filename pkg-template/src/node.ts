/** The package in Node, where the module is read from the disk and everything happens on one thread. */
import { readFile } from 'node:fs/promises';
import { start, type ModuleSource } from './core.js';
import { Inbox } from './inbox.js';
import { ALL_WORDS } from './lang/all.js';
import type { Input, OpenOptions } from './types.js';
import { speak } from './words.js';

export type * from './types.js';
export type { ModuleSource } from './core.js';
export { InboxLensError } from './error.js';
export { Inbox } from './inbox.js';
export { Drawing, draw } from './draw.js';
export { allDashboards, dashboard } from './dashboard.js';
export { toCsv } from './csv.js';
export { metricInfo } from './metric-info.js';
export { Spelling, allLanguages, language, loadLanguage, spelling } from './words.js';

for (const [id, words] of ALL_WORDS) {
  speak(id, words);
}

/** The file beside this one, but where a bundler has moved this one away from it. */
async function fromDisk(): Promise<ModuleSource | undefined> {
  return readFile(new URL('./wasm/core.wasm', import.meta.url)).catch(() => undefined);
}

/** Loads the WebAssembly module beforehand. */
export async function load(source?: ModuleSource): Promise<void> {
  await start(source ?? (await fromDisk()));
}

/** Reads conversation data. */
export async function open(input: Input, options: OpenOptions = {}): Promise<Inbox> {
  await load();
  return Inbox.make(input, { ...options, worker: false });
}
