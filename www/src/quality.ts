/** What is wrong with the data or missing in it, as a list. */
import { spelling, type Finding, type Inbox, type Spelling, type Whereabouts } from 'inboxlens';

/** So many metrics are named. */
const NAMED = 5;

/** Fills the section with what is found; `isCurrent` says whether it is still wanted when the answer comes. */
export async function showQuality(section: HTMLElement, inbox: Inbox, isCurrent: () => boolean): Promise<void> {
  const { findings } = await inbox.quality();
  if (!isCurrent()) {
    return;
  }
  const spell = spelling(document.documentElement.lang);
  const title = make('h2', spell.word('ui.quality'));
  title.id = 'quality-title';
  const list = make('ul', '');
  list.append(...findings.map((finding) => itemOf(finding, spell)));
  section.replaceChildren(title, findings.length > 0 ? list : make('p', spell.word('ui.quality-none')));
  section.hidden = false;
}

function itemOf(finding: Finding, spell: Spelling): HTMLElement {
  const { severity, count, of, sources = [], first, metrics } = finding;
  const between = spell.list(sources.map((source) => spell.word(`format.${source}`)));
  const slots = { count: spell.number(count), sources: between, ...(of === null ? {} : { of: spell.number(of) }) };
  const item = make('li', '');
  item.className = severity;
  item.append(make('strong', spell.word(`severity.${severity}`)), ` ${spell.word(`finding.${finding.finding}`, slots)}`);
  const places = first.map((place) => placeOf(place, spell)).filter((place) => place !== '');
  if (places.length > 0) {
    item.append(make('p', `${spell.word('ui.quality-first')}: ${spell.list(places)}`));
  }
  if (metrics.length > 0) {
    const names = metrics.slice(0, NAMED).map((id) => spell.word(`metric.${id}`));
    const more = metrics.length > NAMED ? ` ${spell.word('chart.more', { count: metrics.length - NAMED })}` : '';
    item.append(make('p', `${spell.word('ui.quality-metrics')}: ${spell.list(names)}${more}`));
  }
  return item;
}

function placeOf(place: Whereabouts, spell: Spelling): string {
  if ('conversation' in place) {
    return place.conversation;
  }
  if ('date' in place) {
    return spell.bucketName(`${place.date}T00:00`, 'day');
  }
  const { path, line, offset } = place;
  return path ?? (line === undefined ? spell.word('error.place', { offset: offset ?? 0 }) : spell.word('error.place-line', { line }));
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, text: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
