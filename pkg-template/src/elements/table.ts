import type { Cell, Column, Page, Paging, RowsQuery, TableId } from '../types.js';
import type { Spelling } from '../words.js';
import { AskingElement } from './asking.js';
import { button, make } from './dom.js';
import { allRows, downloadButton, fileName, MOST_ROWS, nameDownload, save } from './download.js';

const STYLES = `
.head { display: flex; align-items: center; flex-wrap: wrap; gap: 0.25rem 0.75rem; margin-block-end: 0.5rem; }
.head .title { font-weight: 600; flex: 1; }
th button.plain { font-weight: 600; color: inherit; padding: 0; min-height: 0; border: 0; }
th button::after { content: ' ↕'; opacity: 0.35; }
th[aria-sort='ascending'] button::after { content: ' ↑'; opacity: 1; }
th[aria-sort='descending'] button::after { content: ' ↓'; opacity: 1; }
th.number button { text-align: end; }
tbody tr:hover { background: color-mix(in srgb, var(--_ink) 4%, transparent); }
td { vertical-align: top; overflow-wrap: break-word; }
td.instant { white-space: nowrap; }
td bdi { display: inline-block; inline-size: max-content; max-inline-size: 20rem; white-space: normal; }
.tag { display: inline-block; padding: 0 0.5rem; margin: 0 0.25rem 0.125rem 0; border-radius: 1rem; background: var(--_grid); }
.pager { display: flex; align-items: center; justify-content: end; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.5rem; }
`;

/** Fetches a page. */
export type RowsSource = (paging: Paging) => Promise<Page>;

/**
 * Rows in pages, sorted by what is asked for: a log of an inbox (`inbox`, attribute `table`, `query`), or of any
 * `source`. A button saves the rows of all pages, 10,000 at the most, as CSV.
 *
 * Attributes: `table`, `label`, `page-size` (by default 10), `file-name` (by default the table and its days).
 * Parts: `base`, `title`, `download`, `table`, `pager`, `error`.
 */
export class InboxLensTable extends AskingElement {
  static readonly tag = 'inboxlens-table';
  static override readonly observedAttributes: readonly string[] = [
    ...AskingElement.observedAttributes, 'table', 'label', 'page-size',
  ];

  readonly #title = make('div', { className: 'title', part: 'title', id: 'title' });
  readonly #download = downloadButton(() => void this.#save());
  readonly #cut = make('p', { className: 'muted', attributes: { role: 'status' } });
  readonly #scroll = make('div', { className: 'scroll', part: 'table', attributes: { role: 'region', 'aria-labelledby': 'title' } });
  readonly #nothing = make('p', { className: 'muted' });
  readonly #range = make('span', { className: 'muted', attributes: { 'aria-live': 'polite' } });
  readonly #previous = button('', () => this.#turn(-1));
  readonly #next = button('', () => this.#turn(1));
  readonly #pager = make('div', { className: 'pager', part: 'pager' }, this.#range, this.#previous, this.#next);

  readonly #whole = make('div', {}, make('div', { className: 'head' }, this.#title, this.#download), this.#nothing, this.#scroll, this.#pager, this.#cut);

  #source: RowsSource | undefined;
  #paging: Paging = {};
  #page: Page | undefined;

  constructor() {
    super(STYLES);
    this.base.append(this.#whole);
  }

  override connectedCallback(): void {
    this.adopt('source');
    super.connectedCallback();
  }

  override attributeChangedCallback(name: string): void {
    super.attributeChangedCallback(name);
    if (name === 'table' || name === 'page-size') {
      this.refresh();
    }
  }

  /** Where rows come from that are no log of an inbox. */
  get source(): RowsSource | undefined {
    return this.#source;
  }

  set source(source: RowsSource | undefined) {
    this.#source = source;
    this.#paging = {};
    this.refresh();
  }

  get table(): TableId | undefined {
    return (this.getAttribute('table') as TableId | null) ?? undefined;
  }

  set table(table: TableId | undefined) {
    this.reflect('table', table);
  }

  get label(): string {
    return this.getAttribute('label') ?? '';
  }

  set label(label: string | undefined) {
    this.reflect('label', label);
  }

  /** What a saved file is called; by default by the table and its days. */
  get fileName(): string {
    return this.getAttribute('file-name') ?? '';
  }

  set fileName(name: string | undefined) {
    this.reflect('file-name', name);
  }

  /** @internal */
  protected override queryChanged(): void {
    this.#paging = { ...this.#paging, offset: 0 };
    super.queryChanged();
  }

  /** @internal */
  protected override async ask(): Promise<(() => void) | undefined> {
    const page = await this.#rows?.({ limit: this.#pageSize, ...this.#paging });
    return page && (() => {
      this.#page = page;
    });
  }

  get #pageSize(): number {
    return Number(this.getAttribute('page-size') ?? 10);
  }

  /** Where rows come from, for the query of now. */
  get #rows(): RowsSource | undefined {
    const { inbox, table, query } = this;
    return this.#source ?? (inbox && table ? (paging) => inbox.rows(table, { ...query, ...paging } as RowsQuery) : undefined);
  }

  get #timeZone(): string {
    return this.query.timeZone ?? this.inbox?.summary.timeZone ?? 'UTC';
  }

  /** Saves the rows of all pages, in the order in which they stand. */
  async #save() {
    const source = this.#rows;
    const { sort, descending } = this.#paging;
    const order = { ...(sort === undefined ? {} : { sort }), ...(descending === undefined ? {} : { descending }) };
    try {
      const name = await this.#nameOfFile();
      const page = source && (await allRows((paging) => source({ ...order, ...paging })));
      if (page) {
        await save(page, name, { timeZone: this.#timeZone });
        this.#showCut(page);
      }
    } catch (error) {
      this.failed(error);
    }
  }

  async #nameOfFile(): Promise<string> {
    if (this.fileName || this.#source || !this.inbox) {
      return this.fileName || fileName(this.#page?.table ?? 'rows');
    }
    const { period } = await this.inbox.report({ ...this.query, metrics: {} });
    return fileName(this.table ?? 'rows', period);
  }

  #showCut({ rows, total }: Page) {
    const { spelling: spell } = this;
    const slots = { shown: spell.number(rows.length), total: spell.number(total) };
    this.#cut.textContent = rows.length < total ? spell.word('table.cut', slots) : '';
  }

  /** @internal */
  protected override show(): void {
    const page = this.#page;
    const { spelling: spell } = this;
    this.#whole.hidden = !page;
    if (!page) {
      return;
    }
    const { rows, offset, total, table, unavailable } = page;
    this.#title.textContent = this.label || (this.table ? spell.word(`table.${table}`) : '');
    this.#nothing.textContent = unavailable ? spell.word(`reason.${unavailable}`) : spell.word('table.empty');
    this.#nothing.hidden = total > 0;
    this.#scroll.hidden = total === 0;
    this.#scroll.tabIndex = 0;
    this.#pager.hidden = total <= rows.length;
    this.#range.textContent = spell.word('table.rows', {
      from: spell.number(offset + 1), to: spell.number(offset + rows.length), total: spell.number(total),
    });
    this.#previous.textContent = spell.word('table.previous');
    this.#next.textContent = spell.word('table.next');
    this.#previous.disabled = offset === 0;
    this.#next.disabled = offset + rows.length >= total;
    this.#scroll.replaceChildren(this.#tableOf(page));
    this.#showDownload(page);
  }

  #showDownload({ total, unavailable }: Page) {
    const { spelling: spell } = this;
    const slots = { shown: spell.number(MOST_ROWS), total: spell.number(total) };
    const title = spell.word(total > MOST_ROWS ? 'table.download-cut' : 'table.download', slots);
    nameDownload(this.#download, title, spell);
    // Why there are no rows is something to be saved; that there are none is not.
    this.#download.hidden = total === 0 && !unavailable;
    this.#cut.textContent = '';
  }

  #tableOf({ columns, rows }: Page): HTMLTableElement {
    const isEmpty = (place: number) => rows.every((row) => isNothing(row[place]));
    const reasonOf = (column: Column) => columns.findIndex((other) => other.id === `${column.id}Reason`);
    // The reason why there is no value stands in the value's place.
    const shown = columns
      .map((column, place) => ({ column, place, reason: reasonOf(column) }))
      .filter(({ column, place, reason }) => !column.id.endsWith('Reason') && !(isEmpty(place) && (reason < 0 || isEmpty(reason))));
    const heads = shown.map(({ column }) => this.#head(column));
    const lines = rows.map((row) =>
      make('tr', {}, ...shown.map(({ column, place, reason }) => this.#cell(row[place], column, row[reason] ?? null))),
    );
    return make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...lines));
  }

  #head({ id, kind }: Column): HTMLTableCellElement {
    const { sort = '', descending } = this.#paging;
    const head = make(
      'th', { scope: 'col', className: isNumber(kind) ? 'number' : '' },
      button(this.spelling.word(`column.${id}`), () => this.#sort(id), 'sort'),
    );
    head.firstElementChild?.classList.add('plain');
    if (sort === id) {
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    }
    return head;
  }

  #cell(value: Cell | undefined, { kind }: Column, reason: Cell): HTMLTableCellElement {
    const { spelling: spell } = this;
    if (isNothing(value)) {
      const text = typeof reason === 'string' ? spell.word(`reason.${reason}`) : '';
      return make('td', { className: `muted ${isNumber(kind) ? 'number' : ''}` }, make('bdi', { textContent: text }));
    }
    if (Array.isArray(value)) {
      const named = (text: string) => (kind === 'policy-fields' ? spell.word(`policy.${text}`) : text);
      return make('td', {}, ...value.map((text: string) => make('span', { className: 'tag', textContent: named(text) })));
    }
    const text = textOf(value as string | number, kind, spell, this.#timeZone);
    // A name runs its own way, but stands where its column does.
    return make('td', { className: isNumber(kind) ? 'number' : kind }, make('bdi', { textContent: text }));
  }

  #sort(id: string) {
    const { sort, descending } = this.#paging;
    this.#paging = { sort: id, descending: sort === id ? !descending : true, offset: 0 };
    this.refresh();
  }

  #turn(pages: number) {
    const { offset = 0, rows = [] } = this.#page ?? {};
    this.#paging = { ...this.#paging, offset: Math.max(0, pages > 0 ? offset + rows.length : offset - this.#pageSize) };
    this.refresh();
  }
}

function isNothing(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || cell === '' || (Array.isArray(cell) && cell.length === 0);
}

function isNumber(kind: Column['kind']): boolean {
  return kind === 'count' || kind === 'duration';
}

function textOf(value: string | number, kind: Column['kind'], spell: Spelling, timeZone: string): string {
  switch (kind) {
    case 'instant':
      return spell.instant(Number(value), timeZone);
    case 'duration':
      return spell.duration(Number(value));
    case 'count':
      return spell.number(Number(value));
    case 'status':
    case 'origin':
    case 'actor':
    case 'action':
    case 'flag':
    case 'reason':
    case 'note':
    case 'happened':
      return spell.word(`${kind}.${value}`);
    default:
      return String(value);
  }
}
