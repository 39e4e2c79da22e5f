import type { Inbox } from '../inbox.js';
import type { Answer, ExplainQuery, Explanation, MetricId, Page, Paging, Query } from '../types.js';
import { InboxLensElement } from './base.js';
import { iconButton, make } from './dom.js';
import { fileName } from './download.js';
import { coverageOf, type Part } from './legible.js';
import { InboxLensTable } from './table.js';
import { created } from './tags.js';

const STYLES = `
:host { display: contents; }
dialog {
  inline-size: min(60rem, calc(100vw - 2rem));
  max-block-size: calc(100dvh - 2rem);
  padding: 1.25rem;
  border: 1px solid var(--_grid);
  border-radius: var(--inboxlens-radius, 0.75rem);
  background: var(--_surface);
  color: var(--_ink);
  overflow: auto;
}
dialog::backdrop { background: rgb(0 0 0 / 0.4); }
header { display: flex; align-items: start; gap: 1rem; margin-block-end: 0.75rem; }
header > div { flex: 1; min-width: 0; }
h2 { font-size: 1.125rem; overflow-wrap: anywhere; }
h3 { font-size: 0.875rem; margin-block: 1.25rem 0.375rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; align-items: baseline; }
dt { color: var(--_muted); }
@media (max-width: 30rem) { dl:not(.counts) { grid-template-columns: 1fr; } dd + dt { margin-block-start: 0.375rem; } }
.counts + p { margin-block-start: 0.375rem; }
inboxlens-table { margin-block-start: 1.25rem; }
.counts dt { text-align: end; color: inherit; font-variant-numeric: tabular-nums; }
`;

/** What is to be explained. */
export interface ToExplain {
  inbox: Inbox;
  query: Query;
  metric: MetricId;
  /** A part of the answer, and the answer that it is of. */
  part: Part;
  answer: Answer;
  /** What it is called. */
  text: string;
}

/**
 * A dialog that says what a number means, what it leaves out, and which rows it counts. Emits `inboxlens-close`.
 *
 * Parts: `base`, `dialog`, `error`.
 */
export class InboxLensExplanation extends InboxLensElement {
  static readonly tag = 'inboxlens-explanation';

  readonly #title = make('h2', { id: 'title' });
  readonly #period = make('p', { className: 'muted' });
  readonly #close = iconButton('close', () => this.close());
  readonly #definition = make('dl');
  readonly #excludedTitle = make('h3');
  readonly #excluded = make('dl', { className: 'counts' });
  readonly #coverage = make('p', { className: 'muted' });
  readonly #counted = created(InboxLensTable);
  readonly #leftOut = created(InboxLensTable);
  readonly #dialog = make(
    'dialog', { part: 'dialog', attributes: { 'aria-labelledby': 'title' } },
    make('header', {}, make('div', {}, this.#title, this.#period), this.#close),
    this.#definition, this.#excludedTitle, this.#excluded, this.#coverage,
    this.#counted, this.#leftOut,
  );

  #asked: ToExplain | undefined;
  /** What has been closed, here or by the platform, is not opened by being shown once more. */
  #isToOpen = false;

  constructor() {
    super(STYLES);
    this.base.append(this.#dialog);
    this.#dialog.addEventListener('close', () => this.emit('inboxlens-close', null));
    this.#dialog.addEventListener('click', ({ target }) => {
      // The backdrop belongs to the dialog; whatever is inside does not reach it.
      if (target === this.#dialog) {
        this.close();
      }
    });
  }

  /** Shows the dialog. */
  open(asked: ToExplain): void {
    this.#asked = asked;
    this.#isToOpen = true;
    this.changed();
  }

  close(): void {
    this.#isToOpen = false;
    this.#dialog.close();
  }

  /** @internal */
  protected override show(): void {
    const asked = this.#asked;
    if (!asked || !(this.#isToOpen || this.#dialog.open)) {
      return;
    }
    const { spelling: spell } = this;
    const { metric, answer, text, query, inbox } = asked;
    this.#title.textContent = text;
    this.#period.textContent = `${spell.period(answer.period)} · ${answer.period.timeZone.replaceAll('_', ' ')}`;
    this.#close.setAttribute('aria-label', spell.word('ui.close'));
    const terms = [['counts', 'ui.counts'], ['leaves-out', 'ui.leaves-out'], ['empty', 'ui.when-empty']] as const;
    this.#definition.replaceChildren(
      ...terms.flatMap(([term, title]) => [
        make('dt', { textContent: spell.word(title) }),
        make('dd', { textContent: spell.word(`metric.${metric}.${term}`) }),
      ]),
    );
    this.#showExcluded(answer);
    const rows = new RowsBehind(asked);
    for (const [table, half, title] of [[this.#counted, 'counted', 'ui.counted'], [this.#leftOut, 'leftOut', 'ui.left-out']] as const) {
      table.lang = spell.tag;
      table.label = spell.word(title);
      table.fileName = fileName(`${metric}-${half === 'counted' ? 'counted' : 'left-out'}`, answer.period);
      table.query = { ...query, timeZone: query.timeZone ?? inbox.summary.timeZone };
      table.source = (paging) => rows.page(half, paging);
      table.hidden = answer.shape === 'unavailable';
    }
    this.#isToOpen = false;
    if (!this.#dialog.open) {
      this.#dialog.showModal();
    }
  }

  #showExcluded({ excluded, notes, coverage }: Answer) {
    const { spelling: spell } = this;
    const lines = [
      ...excluded.map(({ reason, count }) => [count, `reason.${reason}`] as const),
      ...notes.map(({ note, count }) => [count, `note.${note}`] as const),
    ];
    this.#coverage.textContent = coverageOf(coverage, spell);
    this.#excludedTitle.textContent = spell.word('ui.excluded');
    this.#excludedTitle.hidden = this.#excluded.hidden = lines.length === 0;
    this.#excluded.replaceChildren(
      ...lines.flatMap(([count, word]) => [make('dt', {}, spell.number(count)), make('dd', {}, spell.word(word))]),
    );
  }
}

/** The rows behind a number. Both tables are of one answer, so what they ask alike is asked once. */
class RowsBehind {
  readonly #asked: ToExplain;
  readonly #known = new Map<string, Promise<Explanation>>();

  constructor(asked: ToExplain) {
    this.#asked = asked;
  }

  async page(half: 'counted' | 'leftOut', paging: Paging): Promise<Page> {
    const { inbox, query, metric, part } = this.#asked;
    const asked: ExplainQuery = { ...query, ...part, ...paging, metric };
    const key = JSON.stringify(paging);
    const explanation = this.#known.get(key) ?? inbox.explain(asked);
    this.#known.set(key, explanation);
    return (await explanation)[half];
  }
}
