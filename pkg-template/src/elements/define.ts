/** Registers the elements under their names. */
import {
  InboxLensChart, InboxLensDashboard, InboxLensDrop, InboxLensExplanation, InboxLensFilter, InboxLensNumber,
  InboxLensTable,
} from './index.js';
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
}

if (typeof customElements !== 'undefined') {
  for (const element of [
    InboxLensChart, InboxLensDashboard, InboxLensDrop, InboxLensExplanation, InboxLensFilter, InboxLensNumber,
    InboxLensTable,
  ]) {
    register(element);
  }
}
