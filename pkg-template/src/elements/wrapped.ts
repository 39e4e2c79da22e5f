/** What a framework's components pass on to the elements, whichever framework it is. */
import type { Report } from '../types.js';
import { InboxLensAnomalies } from './anomalies.js';
import type { Selection } from './answered.js';
import { InboxLensChart } from './chart.js';
import { InboxLensComparison } from './comparison.js';
import { InboxLensDashboard } from './dashboard.js';
import { InboxLensDrop, type Opened } from './drop.js';
import { InboxLensFilter, type FilterQuery } from './filter.js';
import { InboxLensNumber } from './number.js';
import { InboxLensStaffing } from './staffing.js';
import { InboxLensTable } from './table.js';
import type { Tagged } from './tags.js';

/** What the events tell, by their names without `inboxlens-`. */
export interface Details {
  clear: null;
  filter: FilterQuery;
  open: Opened;
  report: Report;
  select: Selection;
}

/** An element with the properties that can be set, and the events that it emits. */
export interface Wrapped<E extends HTMLElement, P extends keyof E & string, V extends keyof Details> {
  element: Tagged<E>;
  properties: readonly P[];
  events: readonly V[];
}

function wrapped<E extends HTMLElement, const P extends keyof E & string, const V extends keyof Details>(
  element: Tagged<E>, properties: readonly P[], events: readonly V[],
): Wrapped<E, P, V> {
  return { element, properties, events };
}

const ASKING = ['inbox', 'query', 'label'] as const;
const ANSWERED = [...ASKING, 'answer', 'request'] as const;

export const chart = /* @__PURE__ */ wrapped(InboxLensChart, [...ANSWERED, 'chart', 'selected'], ['select']);
export const number = /* @__PURE__ */ wrapped(InboxLensNumber, [...ANSWERED, 'spark'], ['select']);
export const table = /* @__PURE__ */ wrapped(InboxLensTable, [...ASKING, 'source', 'table', 'fileName'], []);
export const dashboard = /* @__PURE__ */ wrapped(InboxLensDashboard, ['inbox', 'query', 'dashboard'], ['report', 'select']);
export const filter = /* @__PURE__ */ wrapped(InboxLensFilter, ['inbox', 'query', 'dimensions'], ['filter']);
export const drop = /* @__PURE__ */ wrapped(InboxLensDrop, [], ['open', 'clear']);
export const comparison = /* @__PURE__ */ wrapped(InboxLensComparison, [...ASKING, 'by'], []);
export const staffing = /* @__PURE__ */ wrapped(InboxLensStaffing, ASKING, []);
export const anomalies = /* @__PURE__ */ wrapped(InboxLensAnomalies, [...ASKING, 'over'], []);
