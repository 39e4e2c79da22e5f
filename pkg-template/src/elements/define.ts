/** Registers the elements under their names. */
import type { Report } from '../types.js';
import type { Selection } from './answered.js';
import { InboxLensChart } from './chart.js';
import { InboxLensDashboard } from './dashboard.js';
import { InboxLensDrop, type Opened } from './drop.js';
import type { InboxLensExplanation } from './explanation.js';
import { InboxLensFilter, type FilterQuery } from './filter.js';
import { InboxLensNumber } from './number.js';
import { InboxLensTable } from './table.js';
import { register } from './tags.js';

declare global {
  interface HTMLElementTagNameMap {
    'inboxlens-chart': InboxLensChart;
    'inboxlens-dashboard': InboxLensDashboard;
    'inboxlens-drop': InboxLensDrop;
    'inboxlens-explanation': InboxLensExplanation;
    'inboxlens-filter': InboxLensFilter;
    'inboxlens-number': InboxLensNumber;
    'inboxlens-table': InboxLensTable;
  }

  interface HTMLElementEventMap {
    'inboxlens-clear': CustomEvent<null>;
    'inboxlens-close': CustomEvent<null>;
    'inboxlens-filter': CustomEvent<FilterQuery>;
    'inboxlens-open': CustomEvent<Opened>;
    'inboxlens-report': CustomEvent<Report>;
    'inboxlens-select': CustomEvent<Selection>;
  }
}

if (typeof customElements !== 'undefined') {
  // A dashboard brings its explanation when it is first asked for one.
  for (const element of [
    InboxLensChart, InboxLensDashboard, InboxLensDrop, InboxLensFilter, InboxLensNumber, InboxLensTable,
  ]) {
    register(element);
  }
}
