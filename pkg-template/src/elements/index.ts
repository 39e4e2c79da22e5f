/**
 * The elements' classes. Importing them registers nothing: `inboxlens/elements/define` and, of the further questions,
 * `inboxlens/elements/define-insights` do.
 */
export { InboxLensAnomalies } from './anomalies.js';
export type { AnswerElement, Selection } from './answered.js';
export type { InboxLensElement } from './base.js';
export { InboxLensChart } from './chart.js';
export { InboxLensComparison } from './comparison.js';
export { InboxLensDashboard } from './dashboard.js';
export { InboxLensDrop, type Opened } from './drop.js';
export { InboxLensExplanation, type ToExplain } from './explanation.js';
export { InboxLensFilter, type FilterQuery } from './filter.js';
export type { HoursChoice } from './hours.js';
export type { Part } from './legible.js';
export { InboxLensNumber } from './number.js';
export { InboxLensStaffing } from './staffing.js';
export { InboxLensTable, type RowsSource } from './table.js';
