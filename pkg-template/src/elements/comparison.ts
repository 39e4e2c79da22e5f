import type { Inbox } from '../inbox.js';
import type { ComparableMetricId, Comparison, ComparisonRow, DimensionId } from '../types.js';
import { make } from './dom.js';
import { InsightElement } from './insight.js';

const STYLES = `
:host { container-type: inline-size; }
[part='body'] { display: grid; gap: 0.5rem; }
th { white-space: normal; }
th[scope='row'] { color: inherit; overflow-wrap: break-word; }
td, th { vertical-align: top; }
.told { color: var(--_accent); font-weight: 600; }
.range { position: relative; block-size: 0.625rem; min-inline-size: 5rem; margin-block-start: 0.25rem; border-radius: 2px; background: var(--_grid); }
.range * { position: absolute; inset-block: 0; border-radius: 2px; }
.range .band { background: var(--_accent); opacity: 0.45; }
.range .value { inline-size: 3px; margin-inline-start: -1px; background: var(--_accent); }
.range .rest { inline-size: 1px; inset-block: -2px; background: var(--_ink); }
@container (max-width: 30rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: grid; grid-template-columns: 1fr auto; padding-block: 0.375rem; border-block-end: 1px solid var(--_grid); }
  th, td { padding: 0.125rem 0; border: 0; }
  td:not(.number) { grid-column: 1 / -1; }
}
`;

const USUAL: readonly ComparableMetricId[] = ['first-response', 'response-time', 'resolution-time', 'csat-score', 'reopen-rate'];

/**
 * Whether the keys of a dimension differ in a metric: of each its value with the interval of 95 %, drawn beside the
 * value of all the others, and what can be said of them.
 *
 * Set `inbox` and `query`. Attributes: `by` (a dimension, by default `agent`), `metrics` (which ones can be chosen),
 * `metric` (which one is), `minimum` (groups with fewer are not compared; by default 30), `label`.
 *
 * Parts: `base`, `title`, `download`, `controls`, `summary`, `body`, `error`.
 */
export class InboxLensComparison extends InsightElement<Comparison> {
  static readonly tag = 'inboxlens-comparison';
  static override readonly observedAttributes: readonly string[] = [...InsightElement.observedAttributes, 'by', 'minimum'];

  /** @internal */
  protected override readonly titleWord = 'ui.comparison';

  constructor() {
    super(STYLES, USUAL);
  }

  get by(): DimensionId {
    return (this.getAttribute('by') as DimensionId | null) ?? 'agent';
  }

  set by(by: DimensionId | undefined) {
    this.reflect('by', by);
  }

  /** @internal */
  protected override question(inbox: Inbox): Promise<Comparison> {
    const minimum = this.getAttribute('minimum');
    const metric = this.metric as ComparableMetricId;
    return inbox.compare({ ...this.query, metric, by: this.by, ...(minimum ? { minimum: Number(minimum) } : {}) });
  }

  /** @internal */
  protected override nameOf({ metric, by }: Comparison): string {
    return `${metric}-compared-by-${by}`;
  }

  /** @internal */
  protected override sentence({ rows, by }: Comparison): string {
    const { spelling: spell } = this;
    if (rows.length === 0) {
      return spell.word('chart.empty');
    }
    const told = (['higher', 'lower'] as const).flatMap((verdict) => {
      const names = rows.filter((row) => row.verdict === verdict).map(({ key, label }) => spell.key(by, key, label));
      return names.length > 0 ? [spell.word(`ui.comparison-${verdict}`, { names: spell.list(names) })] : [];
    });
    const isTold = rows.some(({ verdict }) => verdict !== 'too-few');
    return told.length > 0 ? told.join(' ') : spell.word(isTold ? 'ui.comparison-none' : 'ui.comparison-few');
  }

  /** @internal */
  protected override showAnswer(answer: Comparison): void {
    const { spelling: spell } = this;
    const { rows, by, unit, metric, minimum } = answer;
    const name = spell.word(`metric.${metric}`);
    const value = unit === 'share' ? name : `${name} (${spell.word('stat.median')})`;
    const heads = [spell.dimension(by), spell.word('chart.count'), spell.list([value, spell.word('chart.interval')]), spell.word('ui.comparison-against')];
    const widest = Math.max(...rows.flatMap((row) => [row.high ?? row.value ?? 0, row.rest.value ?? 0]));
    // Where there is little room they are laid out otherwise, which takes the roles from them that they are not given.
    const table = make('table', { attributes: { role: 'table', 'aria-labelledby': 'title' } },
      make('thead', { attributes: { role: 'rowgroup' } }, make('tr', { attributes: { role: 'row' } }, ...heads.map((text, place) =>
        make('th', { textContent: text, className: place === 1 ? 'number' : '', attributes: { role: 'columnheader' } })))),
      make('tbody', { attributes: { role: 'rowgroup' } }, ...rows.map((row) => this.#row(row, answer, widest))));
    const hint = make('p', { className: 'small muted', textContent: spell.word('ui.comparison-hint', { minimum: spell.number(minimum) }) });
    this.body.replaceChildren(hint, ...(rows.length > 0 ? [table] : []));
  }

  #row(row: ComparisonRow, { by, unit }: Comparison, widest: number): HTMLTableRowElement {
    const { spelling: spell } = this;
    const { n, value, low, high, rest, difference, verdict } = row;
    const text = (amount: number | null) => spell.value(amount, unit);
    const between = low === null || high === null ? '' : ` (${text(low)} – ${text(high)})`;
    const beside = [
      rest.value === null ? '' : spell.word('ui.comparison-rest', { value: text(rest.value) }),
      difference.low === null || difference.high === null || verdict === 'too-few' ? ''
        : spell.word('ui.comparison-difference', { from: spell.signed(difference.low, unit), to: spell.signed(difference.high, unit) }),
    ];
    const isTold = verdict === 'higher' || verdict === 'lower';
    const attributes = { role: 'cell' };
    return make('tr', { attributes: { role: 'row' } },
      make('th', { scope: 'row', textContent: spell.key(by, row.key, row.label), attributes: { role: 'rowheader' } }),
      make('td', { className: 'number', textContent: spell.number(n), attributes }),
      make('td', { attributes }, `${text(value)}${between}`, rangeOf(row, widest)),
      make('td', { attributes }, make('div', { className: isTold ? 'told' : '', textContent: spell.word(`verdict.${verdict}`) }),
        make('div', { className: 'small muted', textContent: beside.filter(Boolean).join(' · ') })));
  }
}

/** The interval on a line from 0 to the largest of all, with the value of the rest as a stroke. */
function rangeOf({ value, low, high, rest }: ComparisonRow, widest: number): HTMLElement {
  const range = make('div', { className: 'range', attributes: { 'aria-hidden': 'true' } });
  const put = (className: string, from: number | null, to?: number | null) => {
    if (from !== null && to !== null && widest > 0) {
      const mark = make('span', { className });
      mark.style.insetInlineStart = `${(Math.max(0, from) / widest) * 100}%`;
      if (to !== undefined) {
        mark.style.inlineSize = `${((to - Math.max(0, from)) / widest) * 100}%`;
      }
      range.append(mark);
    }
  };
  put('band', low, high);
  put('value', value);
  put('rest', rest.value);
  return range;
}
