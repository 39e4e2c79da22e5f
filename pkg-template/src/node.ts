/** The package in Node, where the module is read from the disk and everything happens on one thread. */
import { readFile } from 'node:fs/promises';
import { start, type ModuleSource } from './core.js';
import { Inbox } from './inbox.js';
import type { Input, OpenOptions } from './types.js';

export type * from './types.js';
export type { ModuleSource } from './core.js';
export { InboxLensError } from './error.js';
export { Inbox } from './inbox.js';
export { Drawing, draw } from './draw.js';
export { allDashboards, dashboard } from './dashboard.js';
export { toCsv } from './csv.js';
export { metricInfo } from './metric-info.js';
export { Spelling, allLanguages, language, spelling } from './words.js';

async function fromDisk(): Promise<ModuleSource> {
  return readFile(new URL('./wasm/core.wasm', import.meta.url));
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
