/** The elements' classes. Importing them registers nothing: `inboxlens/elements/define` does. */
export type { AnswerElement, Selection } from './answered.js';
export type { InboxLensElement } from './base.js';
export { InboxLensChart } from './chart.js';
export { InboxLensDashboard } from './dashboard.js';
export { InboxLensDrop, type Opened } from './drop.js';
export { InboxLensExplanation, type ToExplain } from './explanation.js';
export { InboxLensFilter, type FilterQuery } from './filter.js';
export type { Part } from './legible.js';
export { InboxLensNumber } from './number.js';
export { InboxLensTable, type RowsSource } from './table.js';
