import type { Answer, ChartId, Hit } from '../types.js';
import { AnswerElement } from './answered.js';
import { iconButton, make, unseen } from './dom.js';
import { downloadButton, nameDownload, nameOfAnswer, save } from './download.js';
import { coverageOf, type Legible, legible, nameOf, placeOf, valuesOf } from './legible.js';
import { Picture } from './picture.js';

const STYLES = `
:host { --_height: var(--inboxlens-height, 15rem); }
figure { display: grid; gap: 0.5rem; min-width: 0; }
figcaption { display: flex; align-items: start; gap: 0.5rem; }
figcaption > div { flex: 1; min-width: 0; }
.title { font-weight: 600; overflow-wrap: anywhere; }
.sub { font-size: 0.8125rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0; list-style: none; font-size: 0.8125rem; }
.legend li { display: flex; align-items: center; gap: 0.375rem; min-width: 0; overflow-wrap: anywhere; }
.swatch { width: 0.625rem; height: 0.625rem; border-radius: 2px; flex: none; }
.plot { position: relative; block-size: var(--_height); border-radius: 0.25rem; touch-action: pan-y pinch-zoom; }
.plot.rows { block-size: min(var(--_height), var(--_rows) * 2rem + 1.5rem); }
.plot.choosable { cursor: pointer; }
canvas { display: block; position: absolute; inset: 0; inline-size: 100%; block-size: 100%; }
.mark { position: absolute; pointer-events: none; border-radius: 2px; background: var(--_ink); opacity: 0.08; }
.tip {
  position: absolute;
  z-index: 1;
  top: 0;
  left: 0;
  max-width: min(18rem, 100%);
  padding: 0.375rem 0.625rem;
  border: 1px solid var(--_grid);
  border-radius: 0.375rem;
  background: var(--_surface);
  box-shadow: 0 2px 12px rgb(0 0 0 / 0.18);
  font-size: 0.8125rem;
  pointer-events: none;
}
.tip table { width: auto; }
.tip td { padding: 0.0625rem 0; border: 0; }
.tip td:last-child { font-weight: 600; white-space: nowrap; }
.tip td + td { padding-inline-start: 0.75rem; text-align: end; }
.tip .swatch { display: inline-block; margin-inline-end: 0.375rem; }
.nothing { display: grid; place-items: center; min-block-size: 6rem; padding: 1rem; text-align: center; color: var(--_muted); }
.note { font-size: 0.8125rem; color: var(--_muted); }
.values { max-block-size: var(--_height); }
.values.unseen { max-block-size: 1px; overflow: hidden; }
.values th[scope='row'] { font-weight: 400; color: inherit; }
.values .partial { display: block; font-size: 0.8125rem; color: var(--_muted); }
.values thead th { position: sticky; inset-block-start: 0; background: var(--_surface); }
`;

/** Shown in the tooltip at the most; the table has them all. */
const TIP_LINES = 9;

/**
 * An answer as a chart, with its legend, its values under the pointer or the arrow keys, and as a table, which can be
 * saved as CSV.
 *
 * Attributes: those of an answer element, and `chart` (an id; by default what suits the answer). Emits `inboxlens-select`
 * with a {@link Selection} when a part of it is chosen.
 * Parts: `base`, `figure`, `title`, `download`, `legend`, `plot`, `tooltip`, `table`, `error`.
 */
export class InboxLensChart extends AnswerElement {
  static readonly tag = 'inboxlens-chart';
  static override readonly observedAttributes: readonly string[] = [...AnswerElement.observedAttributes, 'chart'];

  readonly #title = make('div', { className: 'title', part: 'title', id: 'title' });
  readonly #sub = make('div', { className: 'sub muted' });
  readonly #download = downloadButton(() => void this.#save());
  readonly #toggle = iconButton('table', () => this.#showTable(!this.#isTableShown));
  readonly #legend = make('ul', { className: 'legend', part: 'legend' });
  readonly #picture = new Picture(this.base, () => this.#resized());
  readonly #mark = make('div', { className: 'mark', hidden: true });
  readonly #tip = make('div', { className: 'tip', part: 'tooltip', hidden: true });
  readonly #plot = make(
    'div',
    { className: 'plot', part: 'plot', tabIndex: 0, attributes: { role: 'application', 'aria-describedby': 'keys' } },
    this.#picture.canvas, this.#mark, this.#tip,
  );
  readonly #nothing = make('p', { className: 'nothing', hidden: true });
  readonly #note = make('p', { className: 'note', hidden: true });
  readonly #keys = unseen('p', { id: 'keys' });
  readonly #live = unseen('p', { attributes: { 'aria-live': 'polite' } });
  readonly #table = make('div', { className: 'values scroll unseen', part: 'table' });
  readonly #figure = make(
    'figure', { part: 'figure', attributes: { 'aria-labelledby': 'title' } },
    make('figcaption', {}, make('div', {}, this.#title, this.#sub), this.#download, this.#toggle),
    this.#legend, this.#plot, this.#nothing, this.#table, this.#note, this.#keys, this.#live,
  );
  #legible: Legible | undefined;
  #selected: number | null = null;
  #at: Hit | undefined;
  #isTableShown = false;
  #isTableFilled = false;

  constructor() {
    super(STYLES);
    this.base.append(this.#figure);
    this.#plot.addEventListener('pointermove', ({ offsetX, offsetY }) => this.#point(this.#drawing?.hit(offsetX, offsetY)));
    this.#plot.addEventListener('pointerleave', () => this.#point(undefined));
    this.#plot.addEventListener('click', ({ offsetX, offsetY }) => this.#choose(this.#drawing?.hit(offsetX, offsetY)));
    this.#plot.addEventListener('keydown', (event) => this.#key(event));
    this.#plot.addEventListener('blur', () => this.#point(undefined));
  }

  override connectedCallback(): void {
    this.adopt('chart', 'selected');
    super.connectedCallback();
    this.#picture.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#picture.disconnect();
  }

  override surroundingsChanged(): void {
    this.#picture.surroundingsChanged();
    super.surroundingsChanged();
  }

  /** Which chart; by default what suits the answer. */
  get chart(): ChartId | undefined {
    return (this.getAttribute('chart') as ChartId | null) ?? undefined;
  }

  set chart(chart: ChartId | undefined) {
    this.reflect('chart', chart);
  }

  /** The bucket, row, bin or cell that stays bright while the others fade. */
  get selected(): number | null {
    return this.#selected;
  }

  set selected(index: number | null) {
    if (this.#selected !== index) {
      this.#selected = index;
      this.changed();
    }
  }

  /** @internal */
  protected override show(): void {
    const { answer, spelling: spell } = this;
    this.#figure.hidden = !answer;
    if (!answer) {
      return;
    }
    this.#legible = legible(answer, spell);
    const isDrawn = isDrawable(answer);
    this.#title.textContent = this.label || nameOf(answer, spell);
    this.#sub.textContent = this.#subtitle(answer);
    this.#keys.textContent = spell.word('chart.keys');
    this.#toggle.title = spell.word('chart.as-table');
    this.#toggle.setAttribute('aria-label', spell.word('chart.as-table'));
    this.#toggle.hidden = !isDrawn;
    nameDownload(this.#download, spell.word('chart.download'), spell);
    this.#nothing.textContent = answer.shape === 'unavailable' ? this.#legible.summary : spell.word('chart.empty');
    this.#nothing.hidden = isDrawn;
    this.#plot.setAttribute('aria-label', this.#legible.summary);
    this.#plot.setAttribute('aria-roledescription', spell.word('chart.roledescription'));
    this.#isTableFilled = false;
    if (isDrawn) {
      this.#arrange();
      this.#draw(answer);
      idle(() => this.#fillTable());
    } else {
      this.#legend.replaceChildren();
      this.#table.replaceChildren();
      this.#arrange();
    }
    this.#showNote(answer);
    this.#point(undefined);
  }

  /** What the heading leaves open. */
  #subtitle(answer: Answer): string {
    const { spelling: spell } = this;
    const name = nameOf(answer, spell);
    const parts = [
      answer.shape === 'unavailable' || (this.label || name).startsWith(name) ? '' : name,
      answer.shape === 'series' ? spell.word(`per.${answer.over}`) : '',
      answer.shape === 'grid' && answer.cohort ? spell.word(`chart.cohorts.${answer.cohort}`) : '',
      answer.shape === 'grid' ? answer.period.timeZone.replaceAll('_', ' ') : '',
    ];
    return parts.filter(Boolean).join(' · ');
  }

  get #drawing() {
    return this.#picture.drawing;
  }

  /** Either the picture or the table. */
  #arrange() {
    const isDrawn = isDrawable(this.answer);
    this.#plot.hidden = !isDrawn || this.#isTableShown;
    this.#legend.hidden = this.#plot.hidden;
    this.#table.classList.toggle('unseen', !this.#isTableShown);
    this.#table.hidden = !isDrawn;
    this.#download.hidden = !isDrawn || !this.#isTableShown;
    this.#toggle.setAttribute('aria-pressed', String(this.#isTableShown));
    if (this.#isTableShown) {
      this.#table.tabIndex = 0;
    } else {
      this.#table.removeAttribute('tabindex');
    }
  }

  #draw(answer: Answer) {
    const isRows = answer.shape === 'breakdown' && (!this.chart || this.chart === 'horizontal-bars');
    this.#plot.classList.toggle('rows', isRows);
    this.#plot.style.setProperty('--_rows', String(answer.shape === 'breakdown' ? answer.rows.length : 0));
    const { chart, spelling: spell } = this;
    this.#picture.draw(answer, { ...(chart ? { chart } : {}), lang: spell.tag, dir: spell.dir, selected: this.#selected });
    const legend = (this.#drawing?.legend ?? []).map(({ label, color }) => make('li', {}, swatch(color), label));
    this.#legend.replaceChildren(...legend);
  }

  async #save() {
    const { answer } = this;
    try {
      if (answer) {
        await save(shownOf(answer), nameOfAnswer(answer));
      }
    } catch (error) {
      this.failed(error);
    }
  }

  #resized() {
    const { answer } = this;
    if (answer && this.#legible && isDrawable(answer)) {
      this.#point(undefined);
      this.#draw(answer);
      this.#showNote(answer);
    }
  }

  /** What the picture does not show. */
  #showNote(answer: Answer) {
    const { spelling: spell } = this;
    const more = answer.shape === 'breakdown' && this.#drawing ? answer.rows.length - this.#drawing.hits.length : 0;
    const notes = [
      more > 0 && !this.#isTableShown ? spell.word('chart.more', { count: spell.number(more) }) : '',
      answer.shape === 'unavailable' ? '' : coverageOf(answer.coverage, spell),
    ];
    this.#note.textContent = notes.filter(Boolean).join(' · ');
    this.#note.hidden = this.#note.textContent === '';
  }

  #showTable(isShown: boolean) {
    this.#isTableShown = isShown;
    this.#arrange();
    this.#fillTable();
    this.#resized();
  }

  /** For screen readers it is always there, but nobody waits for it. */
  #fillTable() {
    const made = this.#legible;
    if (!made || this.#isTableFilled || !this.isConnected) {
      return;
    }
    this.#isTableFilled = true;
    const head = made.heads.map((text, place) => make('th', { scope: 'col', textContent: text, className: place ? 'number' : '' }));
    const rows = made.rows.map((row) => {
      const partial = row.isPartial ? [' ', make('span', { className: 'partial', textContent: `(${this.spelling.word('chart.partial')})` })] : [];
      const cells = row.cells.map((text) => make('td', { className: 'number', textContent: text }));
      return make('tr', {}, make('th', { scope: 'row' }, row.label, ...partial), ...cells);
    });
    const caption = make('caption', { className: 'unseen', textContent: this.#title.textContent });
    this.#table.replaceChildren(
      make('table', {}, caption, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows)),
    );
  }

  /** Shows what stands at a place, or nothing. */
  #point(hit: Hit | undefined) {
    this.#at = hit;
    const place = hit && this.#legible && placeOf(this.#legible, hit.index);
    this.#plot.classList.toggle('choosable', place !== undefined);
    this.#mark.hidden = this.#tip.hidden = !place;
    if (!hit || !place) {
      return;
    }
    Object.assign(this.#mark.style, {
      left: `${hit.x}px`, top: `${hit.y}px`, width: `${hit.width}px`, height: `${hit.height}px`,
    });
    const colors = this.#drawing?.legend ?? [];
    const rows = place.values.map(({ name, text }, line) => {
      const key = colors.find((one) => one.line === line);
      const named = make('td', {}, key && swatch(key.color), name);
      return make('tr', {}, place.values.length > 1 ? named : undefined, make('td', { textContent: text }));
    });
    const bucket = this.answer?.shape === 'series' ? this.answer.buckets[hit.index] : undefined;
    const partial = bucket?.partial || place.isPartial ? make('div', { className: 'muted', textContent: this.spelling.word('chart.partial') }) : undefined;
    this.#tip.replaceChildren(
      make('div', { textContent: place.label }),
      ...(partial ? [partial] : []),
      make('table', { attributes: { role: 'presentation' } }, ...rows.slice(0, TIP_LINES)),
    );
    this.#placeTip(hit);
  }

  /** Beside the place, on the side that has room. */
  #placeTip(hit: Hit) {
    const { clientWidth: width, clientHeight: height } = this.#plot;
    const { offsetWidth: tipWidth, offsetHeight: tipHeight } = this.#tip;
    const after = hit.x + hit.width + 8;
    const left = after + tipWidth <= width ? after : Math.max(0, hit.x - tipWidth - 8);
    // A row as wide as the plot leaves no room beside it.
    const isWide = hit.width > width * 0.8;
    const below = hit.y + hit.height + 4;
    const top = isWide ? (below + tipHeight <= height ? below : hit.y - tipHeight - 4) : Math.min(hit.y, height - tipHeight);
    const x = isWide ? Math.max(0, (width - tipWidth) / 2) : left;
    this.#tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(isWide ? top : Math.max(0, top))}px)`;
  }

  #choose(hit: Hit | undefined) {
    const { answer } = this;
    const made = this.#legible;
    if (!hit || !answer || !made) {
      return;
    }
    const isTakenBack = this.#selected === hit.index;
    this.#selected = isTakenBack ? null : hit.index;
    this.#draw(answer);
    this.select({
      metric: answer.metric,
      part: isTakenBack ? {} : made.part(hit.index, hit.line),
      text: isTakenBack ? this.#title.textContent ?? '' : this.#textOf(hit.index),
      index: this.#selected,
    });
  }

  #textOf(index: number): string {
    const place = this.#legible && placeOf(this.#legible, index);
    return place ? `${place.label}: ${valuesOf(place, this.spelling)}` : '';
  }

  #key(event: KeyboardEvent) {
    const hits = this.#drawing?.hits ?? [];
    const places = [...new Set(hits.map((hit) => hit.index))].sort((a, b) => a - b);
    const now = this.#at ? places.indexOf(this.#at.index) : -1;
    const last = places.length - 1;
    const ahead = this.spelling.dir === 'rtl' ? -1 : 1;
    const row = this.#legible?.width ?? 1;
    // Not every row of a triangle reaches as far as the one above.
    const beside = (rows: number) => {
      const place = this.#at ? places.indexOf(this.#at.index + rows * row) : 0;
      return place < 0 ? now : place;
    };
    const steps: Record<string, number> = {
      ArrowRight: now + ahead, ArrowLeft: now < 0 ? last : now - ahead, ArrowDown: beside(1), ArrowUp: beside(-1), Home: 0, End: last,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const index = places[Math.max(0, Math.min(last, step))];
      this.#point(hits.find((hit) => hit.index === index));
      this.#announce(index, places);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(this.#at);
    } else if (event.key === 'Escape') {
      this.#point(undefined);
    }
  }

  #announce(index: number | undefined, places: readonly number[]) {
    const place = index === undefined || !this.#legible ? undefined : placeOf(this.#legible, index);
    if (place && index !== undefined) {
      const { spelling: spell } = this;
      this.#live.textContent = spell.word('chart.position', {
        label: place.label, value: valuesOf(place, spell), number: places.indexOf(index) + 1, count: places.length,
      });
    }
  }
}

/** Without the period compared with, which charts do not show: whoever adds up a saved column counts nothing twice. */
function shownOf({ previous, change, ...shown }: Answer & { change?: unknown }): Answer {
  return shown;
}

/** A number needs no picture, and nothing has none. */
function isDrawable(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.shape !== 'unavailable' && answer.shape !== 'number' && answer.n > 0;
}

function swatch(color: string): HTMLElement {
  const mark = make('span', { className: 'swatch' });
  mark.style.background = color;
  return mark;
}

function idle(todo: () => void) {
  if (typeof requestIdleCallback === 'function') {
    requestIdleCallback(todo);
  } else {
    setTimeout(todo, 200);
  }
}
