/** Everything in one classic script: `inboxlens` in the page's global scope, and the elements defined. */
import './elements/define.js';

export * from './index.js';
export * from './elements/index.js';
