/** The synchronous class, for those who run their own worker. */
export { LocalInbox } from './local.js';
export { compile, start, startWith, type ModuleSource } from './core.js';
export { toCsv } from './csv.js';
export { InboxLensError } from './error.js';
export type * from './types.js';
