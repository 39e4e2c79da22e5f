import 'inboxlens/elements/define';
import type { Inbox } from 'inboxlens';
import { insights } from './insights.js';
import { showQuality } from './quality.js';
import { settings, timeZone, word } from './settings.js';

const drop = document.querySelector('inboxlens-drop')!;
const [filter, dashboard] = [document.querySelector('inboxlens-filter')!, document.querySelector('inboxlens-dashboard')!];
const [bar, sample] = [document.querySelector<HTMLElement>('#bar')!, document.querySelector<HTMLButtonElement>('#sample')];
const quality = document.querySelector<HTMLElement>('#quality')!;
const showInsights = insights(document.querySelector<HTMLElement>('#insights')!);

let inbox: Inbox | undefined;

drop.setAttribute('time-zone', timeZone());
drop.addEventListener('inboxlens-open', (event) => {
  const isFirst = !inbox;
  inbox = event.detail.inbox;
  if (isFirst) {
    filter.query = { period: hasThisMonth(inbox) ? 'this-month' : 'all-time' };
  }
  filter.inbox = inbox;
  show();
});
drop.addEventListener('inboxlens-clear', () => {
  inbox = undefined;
  show();
});
filter.addEventListener('inboxlens-filter', ask);
dashboard.addEventListener('inboxlens-report', async () => {
  await dashboard.updateComplete;
  showInsights(inbox, dashboard.query);
});
// A file of its own has no data beside it.
sample?.addEventListener('click', async () => drop.read([await fetch('./data/inbox.json')]));
// Wherever on the page a file is dropped.
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  if (!event.defaultPrevented) {
    event.preventDefault();
    void drop.read([...(event.dataTransfer?.files ?? [])]);
  }
});
await settings(show);

function show() {
  sample?.replaceChildren(word('sample'));
  bar.hidden = dashboard.hidden = !inbox;
  filter.query = { ...filter.query, timeZone: timeZone() };
  drop.setAttribute('time-zone', timeZone());
  if (inbox) {
    ask();
    dashboard.inbox = inbox;
  } else {
    showInsights(undefined, {});
  }
  void judge();
}

function ask() {
  dashboard.query = filter.query;
}

async function judge() {
  const asked = inbox;
  quality.hidden ||= !asked;
  try {
    await (asked && showQuality(quality, asked, () => asked === inbox));
  } catch (error) {
    // An inbox that has been closed meanwhile is nobody's business any more.
    if (asked === inbox) {
      throw error;
    }
  }
}

/** An export that ends before this month would show nothing but zeros in it. */
function hasThisMonth({ summary }: Inbox): boolean {
  const now = new Date();
  return (summary.to ?? 0) >= new Date(now.getFullYear(), now.getMonth(), 1).getTime();
}
