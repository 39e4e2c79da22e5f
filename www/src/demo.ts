import 'inboxlens/elements/define';
import { open, spelling, type Inbox } from 'inboxlens';
import { dashboards } from './dashboards.js';
import { settings, timeZone, word } from './settings.js';

const [filter, dashboard] = [document.querySelector('inboxlens-filter')!, document.querySelector('inboxlens-dashboard')!];
const status = document.querySelector<HTMLElement>('#status')!;
const refresh = document.querySelector<HTMLButtonElement>('#refresh')!;

let inbox: Inbox | undefined;
let readInMs = 0;

filter.query = { period: 'this-month', compare: 'previous-period' };
filter.addEventListener('inboxlens-filter', ask);
addEventListener('popstate', () => void dashboards(dashboard));
refresh.addEventListener('click', () => void takeIn('./data/inbox-since.json'));
await settings(ask);
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
  ask();
}

/** The data is of 2025: its present is when it was last written to. */
function ask() {
  refresh.textContent = word('refresh');
  void dashboards(dashboard);
  if (!inbox) {
    return;
  }
  const { conversations, messages, to } = inbox.summary;
  const now = to ?? Date.now();
  dashboard.query = { ...filter.query, now, timeZone: timeZone() };
  dashboard.inbox = inbox;
  const { lang } = document.documentElement;
  const spell = spelling(lang);
  const seconds = new Intl.NumberFormat(`${lang}-u-nu-latn`, { style: 'unit', unit: 'second', maximumFractionDigits: 2 });
  status.textContent = word('status', {
    conversations: spell.number(conversations), messages: spell.number(messages),
    duration: seconds.format(readInMs / 1000), now: spell.instant(now, timeZone()),
  });
}
