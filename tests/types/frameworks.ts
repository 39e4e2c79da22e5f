/** The components as TypeScript sees them. */
import type { Inbox } from 'inboxlens';
import type { FilterQuery, InboxLensChart as ChartElement, Selection } from 'inboxlens/elements';
import * as react from 'inboxlens/react';
import * as vue from 'inboxlens/vue';
import { createElement, createRef } from 'react';
import { h } from 'vue';

export function inReact(inbox: Inbox) {
  const selected = (event: CustomEvent<Selection>) => void event.detail.metric;
  createElement(react.InboxLensChart, {
    ref: createRef<ChartElement>(), inbox, request: { metric: 'conversations', over: 'day' }, chart: 'line', onSelect: selected, className: 'big',
  });
  createElement(react.InboxLensTable, { inbox, table: 'tag-log', 'page-size': 20 });
  createElement(react.InboxLensFilter, { inbox, onFilter: ({ detail }) => { const query: FilterQuery = detail; void query; } });
  createElement(react.InboxLensDrop, { 'time-zone': 'Europe/Rome', onOpen: ({ detail }) => void detail.inbox, onClear: () => undefined });
  // @ts-expect-error no such chart
  createElement(react.InboxLensChart, { chart: 'pie-in-the-sky' });
  // @ts-expect-error a filter tells nothing of what is selected
  createElement(react.InboxLensFilter, { onSelect: selected, query: 7 });
}

export function inVue(inbox: Inbox) {
  h(vue.InboxLensDashboard, { inbox, dashboard: 'team-inbox', onSelect: (event: CustomEvent<Selection>) => void event.detail.part });
  // @ts-expect-error no such dashboard
  h(vue.InboxLensDashboard, { dashboard: 'moon' });
}
