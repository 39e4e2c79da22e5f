import type { BreakdownAnswer, Choice, DimensionId, LocalDate, PresetId, Query } from '../types.js';
import { AskingElement } from './asking.js';
import { button, make } from './dom.js';
import type { InboxLensHours } from './hours.js';
import { created } from './tags.js';

/** So far from the window's edge, in pixels. */
const EDGE = 8;

const STYLES = `
.bar { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem; }
label.field { display: grid; gap: 0.25rem; font-size: 0.8125rem; color: var(--_muted); min-width: 0; }
label.field > * { color: var(--_ink); font-size: 0.875rem; max-width: 100%; }
label.check { display: flex; align-items: center; gap: 0.5rem; min-height: 2.25rem; }
details { position: relative; }
summary {
  display: flex;
  align-items: center;
  gap: 0.5rem;
  min-height: 2.25rem;
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--_grid);
  border-radius: calc(var(--inboxlens-radius, 0.75rem) * 0.6);
  background: var(--_surface);
  cursor: pointer;
  list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::after { content: '▾'; color: var(--_muted); }
summary:hover, details[open] summary { border-color: var(--_accent); }
.count { padding: 0 0.4rem; border-radius: 1rem; background: var(--_accent); color: var(--_surface); font-size: 0.75rem; }
.sheet {
  position: absolute;
  z-index: 2;
  inset-inline-start: 0;
  margin-block-start: 0.25rem;
  inline-size: max-content;
  min-inline-size: 100%;
  max-inline-size: min(20rem, 85vw);
  max-block-size: 20rem;
  overflow: auto;
  padding: 0.5rem;
  border: 1px solid var(--_grid);
  border-radius: 0.5rem;
  background: var(--_surface);
  box-shadow: 0 6px 24px rgb(0 0 0 / 0.18);
}
.sheet.hours { inline-size: 36rem; max-inline-size: calc(100vw - ${2 * EDGE}px); max-block-size: none; padding: 0.75rem; }
.keys label { display: flex; align-items: center; gap: 0.5rem; padding: 0.25rem 0.375rem; border-radius: 0.25rem; }
.keys label:hover { background: color-mix(in srgb, var(--_ink) 6%, transparent); }
.keys .name { flex: 1; min-width: 0; overflow-wrap: anywhere; }
`;

const PRESETS: readonly PresetId[] = [
  'today', 'yesterday', 'last-7-days', 'last-14-days', 'last-30-days', 'last-90-days', 'this-week', 'last-week',
  'this-month', 'last-month', 'this-year', 'last-year', 'all-time',
];
const DAY = 86_400_000;

/** What is asked of everything on a page. */
export type FilterQuery = Pick<Query, 'period' | 'compare' | 'filter' | 'schedule' | 'policy'>;

type Keys = Readonly<Partial<Record<DimensionId, BreakdownAnswer>>>;

/**
 * Which period, compared or not, which conversations, and in which opening hours: these as `schedule`, with the clock of
 * `policy`, and in the zone of the query.
 *
 * Attribute `dimensions`: what can be filtered by (by default `tag agent channel`; also `attribute:plan`), or set the
 * property to a list of them. Set `inbox` for their keys, and `query` for what is chosen. Emits `inboxlens-filter` with a
 * {@link FilterQuery}; while opening hours are dragged, once a frame.
 *
 * Parts: `base`, `field`, `error`.
 */
export class InboxLensFilter extends AskingElement {
  static readonly tag = 'inboxlens-filter';
  static override readonly observedAttributes: readonly string[] = [...AskingElement.observedAttributes, 'dimensions'];

  readonly #period = make('select', { onchange: () => this.#choosePeriod() });
  readonly #from = make('input', { type: 'date', onchange: () => this.#chooseDates() });
  readonly #to = make('input', { type: 'date', onchange: () => this.#chooseDates() });
  readonly #compare = make('input', { type: 'checkbox', onchange: () => this.#chooseCompare() });
  readonly #labels = { period: make('span'), from: make('span'), to: make('span'), compare: make('span') };
  readonly #dates = [this.#field(this.#labels.from, this.#from), this.#field(this.#labels.to, this.#to)];
  readonly #menus = make('div', { className: 'bar' });
  readonly #clear = button('', () => this.#set({ ...this.query, filter: {} }), 'clear');
  readonly #hoursName = make('span');
  readonly #hoursMark = make('span', { className: 'count' });
  readonly #hoursSheet = make('div', { className: 'sheet hours', attributes: { role: 'group' } });
  readonly #hoursMenu = make('details', { part: 'field' }, make('summary', {}, this.#hoursName, this.#hoursMark), this.#hoursSheet);

  #keys: Keys = {};
  #dimensions: readonly DimensionId[] | undefined;
  #hours: InboxLensHours | undefined;
  #frame: number | undefined;

  constructor() {
    super(STYLES);
    this.#clear.classList.add('plain');
    const compare = make('label', { className: 'check', part: 'field' }, this.#compare, this.#labels.compare);
    this.base.append(
      make('div', { className: 'bar' }, this.#field(this.#labels.period, this.#period), ...this.#dates, compare, this.#menus, this.#hoursMenu, this.#clear),
    );
    this.#hoursMenu.ontoggle = () => this.#hoursMenu.open && this.#openHours();
    this.base.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') {
        this.#sheets.find((menu) => menu.open)?.querySelector('summary')?.focus();
        this.#close();
      }
    });
  }

  readonly #clicked = (event: Event) => {
    const path = event.composedPath();
    this.#close((menu) => !path.includes(menu));
  };

  override connectedCallback(): void {
    this.adopt('dimensions');
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#clicked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#clicked);
  }

  override attributeChangedCallback(name: string): void {
    super.attributeChangedCallback(name);
    if (name === 'dimensions') {
      this.refresh();
    }
  }

  /** Those of the attribute, unless others are set. */
  get dimensions(): readonly DimensionId[] {
    const named = () => (this.getAttribute('dimensions') ?? 'tag agent channel').split(/[\s,]+/).filter(Boolean);
    return this.#dimensions ?? (named() as DimensionId[]);
  }

  set dimensions(dimensions: readonly DimensionId[] | undefined) {
    this.#dimensions = dimensions;
    this.refresh();
  }

  /** @internal */
  protected override queryChanged(): void {
    this.changed();
  }

  /** Looks up the keys. @internal */
  protected override async ask(): Promise<(() => void) | undefined> {
    const requests = this.dimensions.map((by) => [by, { metric: 'conversations', by }] as const);
    const report = await this.inbox?.report({ period: 'all-time', metrics: Object.fromEntries(requests) });
    return report && (() => {
      this.#keys = report.metrics as Keys;
    });
  }

  #field(label: HTMLElement, input: HTMLElement): HTMLLabelElement {
    return make('label', { className: 'field', part: 'field' }, label, input);
  }

  /** @internal */
  protected override show(): void {
    const { spelling: spell } = this;
    const { period = 'this-month', compare } = this.query;
    for (const name of ['period', 'from', 'to', 'compare'] as const) {
      this.#labels[name].textContent = spell.word(`ui.${name}`);
    }
    const options = [...PRESETS, 'dates'].map((id) => make('option', { value: id, textContent: spell.word(`period.${id}`) }));
    this.#period.replaceChildren(...options);
    const isDates = typeof period === 'object';
    this.#period.value = isDates ? 'dates' : period;
    this.#dates.forEach((field) => (field.hidden = !isDates));
    if (isDates) {
      this.#from.value = period.from;
      // People name the last day, not the one after it.
      this.#to.value = shifted(period.to, -1);
    }
    this.#compare.checked = compare !== undefined;
    this.#clear.textContent = spell.word('ui.clear');
    this.#clear.hidden = Object.keys(this.query.filter ?? {}).length === 0;
    // A menu that is open stays as it is, but for its count.
    if (!this.#menuList.some((menu) => menu.open)) {
      this.#menus.replaceChildren(...this.dimensions.flatMap((by) => this.#menu(by)));
    }
    this.#menuList.forEach((menu) => this.#mark(menu));
    this.#showHours();
  }

  #showHours() {
    const { spelling: spell } = this;
    const { schedule, policy, timeZone } = this.query;
    this.#hoursName.textContent = spell.word('ui.hours');
    this.#hoursMark.textContent = spell.word('ui.on');
    this.#hoursMark.hidden = !schedule;
    this.#hoursSheet.setAttribute('aria-label', spell.word('ui.hours'));
    // While something is dragged, the element knows more than the query.
    if (this.#hours && this.#frame === undefined) {
      this.#hours.lang = spell.tag;
      this.#hours.timeZone = timeZone ?? this.inbox?.summary.timeZone ?? '';
      this.#hours.value = { ...(schedule ? { schedule } : {}), ...(policy ? { policy } : {}) };
    }
  }

  /** Most people never open them, so they are only loaded then. */
  async #openHours() {
    this.#opened(this.#hoursMenu);
    const { InboxLensHours } = await import('./hours.js');
    if (!this.#hours) {
      this.#hours = created(InboxLensHours);
      this.#hours.setAttribute('exportparts', 'day, track');
      this.#hours.addEventListener('inboxlens-hours', (event) => {
        event.stopPropagation();
        this.#chooseHours();
      });
      this.#hoursSheet.append(this.#hours);
      this.changed();
    }
  }

  /** Dragging chooses more often than a screen can show. */
  #chooseHours() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const { schedule: _, policy: __, ...query } = this.query;
      this.#set({ ...query, ...this.#hours?.value });
    });
  }

  /** All that can be opened. */
  get #sheets(): HTMLDetailsElement[] {
    return [...this.#menuList, this.#hoursMenu];
  }

  get #menuList(): HTMLDetailsElement[] {
    return [...this.#menus.children] as HTMLDetailsElement[];
  }

  #menu(by: DimensionId): HTMLElement[] {
    const rows = this.#keys[by]?.rows ?? [];
    if (rows.length === 0) {
      return [];
    }
    const { spelling: spell } = this;
    const chosen = this.query.filter?.[by]?.any ?? [];
    const boxes = rows.map(({ key, label, n }) => {
      const box = make('input', { type: 'checkbox', checked: chosen.includes(key) });
      box.onchange = () => this.#chooseKey(by, key, box.checked);
      return make('label', {}, box,
        make('span', { className: 'name', textContent: spell.key(by, key, label) }),
        make('span', { className: 'muted', textContent: spell.number(n) }));
    });
    const menu = make('details', { part: 'field' },
      make('summary', {}, spell.dimension(by), make('span', { className: 'count' })),
      make('div', { className: 'sheet keys', attributes: { role: 'group', 'aria-label': spell.dimension(by) } }, ...boxes));
    menu.dataset.by = by;
    menu.ontoggle = () => menu.open && this.#opened(menu);
    return [menu];
  }

  /** One menu at a time, and none of it beyond the window's edge. */
  #opened(menu: HTMLDetailsElement) {
    this.#close((other) => other !== menu);
    const sheet = menu.querySelector<HTMLElement>('.sheet');
    if (sheet) {
      sheet.style.translate = '';
      const { left, right } = sheet.getBoundingClientRect();
      const beyond = right + EDGE - document.documentElement.clientWidth;
      sheet.style.translate = `${beyond > 0 ? -beyond : Math.max(0, EDGE - left)}px`;
    }
  }

  /** How many keys of a menu are chosen. */
  #mark(menu: HTMLDetailsElement) {
    const count = menu.querySelector<HTMLElement>('.count');
    const chosen = this.query.filter?.[menu.dataset.by as DimensionId]?.any ?? [];
    if (count) {
      count.textContent = this.spelling.number(chosen.length);
      count.hidden = chosen.length === 0;
    }
  }

  #close(which: (menu: HTMLDetailsElement) => boolean = () => true) {
    this.#sheets.filter(which).forEach((menu) => (menu.open = false));
  }

  #choosePeriod() {
    const period = this.#period.value as PresetId | 'dates';
    if (period !== 'dates') {
      this.#set({ ...this.query, period });
      return;
    }
    // The last thirty days, or those before the data ends.
    const last = new Date(Math.min(Date.now(), this.inbox?.summary.to ?? Infinity)).toISOString().slice(0, 10);
    this.#set({ ...this.query, period: this.#shownDates() ?? { from: shifted(last, -29), to: shifted(last, 1) } });
  }

  /** The dates that were last shown. */
  #shownDates() {
    const [from, to] = [this.#from.value, this.#to.value];
    return from && to ? { from: from as LocalDate, to: shifted(to, 1) } : undefined;
  }

  #chooseDates() {
    const dates = this.#shownDates();
    if (dates && dates.from < dates.to) {
      this.#set({ ...this.query, period: dates });
    }
  }

  #chooseCompare() {
    const { compare: _, ...query } = this.query;
    this.#set(this.#compare.checked ? { ...query, compare: 'previous-period' } : query);
  }

  #chooseKey(by: DimensionId, key: string | null, isChosen: boolean) {
    const filter: { [D in DimensionId]?: Choice } = { ...this.query.filter };
    const others = (filter[by]?.any ?? []).filter((one) => one !== key);
    const any = isChosen ? [...others, key] : others;
    delete filter[by];
    this.#set({ ...this.query, filter: any.length > 0 ? { ...filter, [by]: { any } } : filter });
  }

  #set(query: FilterQuery) {
    this.query = query;
    this.emit<FilterQuery>('inboxlens-filter', query);
  }
}

/** A local date some days later. */
function shifted(date: string, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10) as LocalDate;
}
