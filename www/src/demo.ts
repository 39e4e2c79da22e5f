import 'inboxlens/elements/define';
import { open, spelling, type Inbox } from 'inboxlens';
import { dashboards } from './dashboards.js';
import { insights } from './insights.js';
import { settings, timeZone, word } from './settings.js';

const [filter, dashboard] = [document.querySelector('inboxlens-filter')!, document.querySelector('inboxlens-dashboard')!];
const status = document.querySelector<HTMLElement>('#status')!;
const showInsights = insights(document.querySelector<HTMLElement>('#insights')!);
const refresh = document.querySelector<HTMLButtonElement>('#refresh')!;

let inbox: Inbox | undefined;
let readInMs = 0;

filter.query = { period: 'this-month', compare: 'previous-period' };
filter.addEventListener('inboxlens-filter', ask);
dashboard.addEventListener('inboxlens-report', async () => {
  await dashboard.updateComplete;
  showInsights(inbox, dashboard.query);
});
addEventListener('popstate', () => void dashboards(dashboard));
refresh.addEventListener('click', () => void takeIn('./data/inbox-since.json'));
await settings(show);
await dashboards(dashboard);
await takeIn('./data/inbox.json');

/** Reads a file of the demo, as a product would read its API. */
async function takeIn(file: string) {
  refresh.disabled = true;
  status.textContent = spelling(document.documentElement.lang).word('ui.loading');
  const start = performance.now();
  const answer = await fetch(file);
  if (inbox) {
    await inbox.add(answer);
  } else {
    inbox = await open(answer, { timeZone: timeZone() });
  }
  readInMs = performance.now() - start;
  filter.inbox = inbox;
  refresh.disabled = false;
  show();
}

function show() {
  refresh.textContent = word('refresh');
  void dashboards(dashboard);
  filter.query = { ...filter.query, timeZone: timeZone() };
  if (!inbox) {
    return;
  }
  ask();
  dashboard.inbox = inbox;
  const { conversations, messages } = inbox.summary;
  const { lang } = document.documentElement;
  const spell = spelling(lang);
  const seconds = new Intl.NumberFormat(`${lang}-u-nu-latn`, { style: 'unit', unit: 'second', maximumFractionDigits: 2 });
  status.textContent = word('status', {
    conversations: spell.number(conversations), messages: spell.number(messages),
    duration: seconds.format(readInMs / 1000), now: spell.instant(now(), timeZone()),
  });
}

function ask() {
  dashboard.query = { ...filter.query, now: now() };
}

/** The data is of 2025: its present is when it was last written to. */
function now(): number {
  return inbox?.summary.to ?? Date.now();
}
