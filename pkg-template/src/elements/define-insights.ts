/** Registers the elements of the further questions, which many pages do without, under their names. */
import { InboxLensAnomalies } from './anomalies.js';
import { InboxLensComparison } from './comparison.js';
import { InboxLensStaffing } from './staffing.js';
import { register } from './tags.js';

declare global {
  interface HTMLElementTagNameMap {
    'inboxlens-anomalies': InboxLensAnomalies;
    'inboxlens-comparison': InboxLensComparison;
    'inboxlens-staffing': InboxLensStaffing;
  }
}

if (typeof customElements !== 'undefined') {
  for (const element of [InboxLensAnomalies, InboxLensComparison, InboxLensStaffing]) {
    register(element);
  }
}
