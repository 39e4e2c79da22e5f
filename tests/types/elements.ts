/** The elements as TypeScript sees them. */
import 'inboxlens/elements/define';
import 'inboxlens/elements/define-insights';
import type { Inbox, NumberAnswer } from 'inboxlens';
import { InboxLensChart, type FilterQuery, type Selection } from 'inboxlens/elements';

export function elements(inbox: Inbox, answer: NumberAnswer) {
  const chart: InboxLensChart = document.createElement('inboxlens-chart');
  chart.inbox = inbox;
  chart.request = { metric: 'conversations', over: 'day' };
  chart.query = { period: 'this-month', timeZone: 'Asia/Kolkata' };
  chart.chart = 'line';
  chart.selected = null;
  // @ts-expect-error no such chart
  chart.chart = 'pie-in-the-sky';
  // @ts-expect-error what is drawn on is the element's own business
  chart.base;
  document.createElement('inboxlens-number').answer = answer;
  const table = document.createElement('inboxlens-table');
  table.table = 'conversation-list';
  const dashboard = document.querySelector('inboxlens-dashboard')!;
  const filter = document.querySelector('inboxlens-filter')!;
  filter.addEventListener('inboxlens-filter', (event) => {
    const query: FilterQuery = event.detail;
    dashboard.query = { ...query, now: 0 };
    const open = query.schedule?.week?.mon?.[0]?.[0];
    void open?.length;
  });
  filter.query = { schedule: { week: { mon: [['09:00', '18:00']] } }, policy: { clock: 'business' } };
  const comparison = document.createElement('inboxlens-comparison');
  comparison.by = 'channel';
  // @ts-expect-error no such dimension
  comparison.by = 'moon';
  document.createElement('inboxlens-staffing').query = { period: 'last-30-days' };
  document.createElement('inboxlens-anomalies').over = 'hour';
  dashboard.addEventListener('inboxlens-select', (event) => {
    const { part, metric }: Selection = event.detail;
    void inbox.explain({ ...dashboard.query, ...part, metric });
  });
}
