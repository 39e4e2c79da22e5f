/** What the pages let people set: language, colours, time zone. The address remembers it. */
import { allLanguages, load, loadLanguage, spelling } from 'inboxlens';
import { WORDS } from './words.js';

/** Of a page from the disk, which cannot change its address, what it would be. */
let kept: URL | undefined;
const address = () => new URL(kept ?? location.href);
const root = document.documentElement;

/** A word of the page, with its slots filled. */
export function word(key: string, slots: Readonly<Record<string, string>> = {}): string {
  const text = WORDS[root.lang]?.[key] ?? WORDS.en?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => slots[name] ?? slot);
}

/** The time zone that has been chosen, else the platform's. */
export function timeZone(): string {
  return address().searchParams.get('zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

async function set(name: string, value: string): Promise<void> {
  const next = address();
  next.searchParams.set(name, value);
  try {
    history.replaceState(null, '', next);
  } catch {
    kept = next;
  }
  await apply();
}

async function apply(): Promise<void> {
  root.lang = (await loadLanguage(address().searchParams.get('lang') ?? 'en')).id;
  root.dir = spelling(root.lang).dir;
  root.dataset.theme = address().searchParams.get('theme') ?? 'auto';
  for (const element of document.querySelectorAll<HTMLElement>('[data-word]')) {
    element.textContent = word(element.dataset.word ?? '');
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.top a')) {
    link.search = address().search;
  }
}

/** Makes the controls; `changed` is called after every change, and once now. */
export async function settings(changed: () => void): Promise<void> {
  await load();
  const controls = document.querySelector<HTMLElement>('#settings');
  const choose = (name: string, label: string, value: string, options: readonly (readonly [string, string])[]) => {
    const select = document.createElement('select');
    select.name = name;
    select.setAttribute('aria-label', label);
    select.append(...options.map(([id, text]) => new Option(text, id, false, id === value)));
    select.onchange = async () => {
      await set(name, select.value);
      make();
      changed();
      document.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
    };
    return select;
  };
  const make = () => {
    const spell = spelling(root.lang);
    const zones = [...new Set([timeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
    const themes = ['auto', 'light', 'dark'].map((theme) => [theme, word(theme)] as const);
    controls?.replaceChildren(
      choose('lang', spell.word('ui.language'), root.lang, allLanguages().map(({ id, name }) => [id, name])),
      choose('theme', spell.word('ui.theme'), root.dataset.theme ?? 'auto', themes),
      choose('zone', spell.word('ui.time-zone'), timeZone(), zones.map((zone) => [zone, zone.replaceAll('_', ' ')])),
    );
  };
  await apply();
  make();
  changed();
}
