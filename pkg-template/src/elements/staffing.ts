import type { Inbox } from '../inbox.js';
import type { GridAnswer, MetricId, Staffing } from '../types.js';
import type { Selection } from './answered.js';
import { InboxLensChart } from './chart.js';
import { make } from './dom.js';
import { InsightElement } from './insight.js';
import { created } from './tags.js';

const STYLES = `
.controls input { inline-size: 7rem; }
[part='body'] { display: grid; gap: 0.75rem; min-width: 0; }
/* The whole answer is saved, not only what is drawn of it. */
inboxlens-chart::part(download) { display: none; }
.assumptions { padding-inline-start: 1.25rem; margin-block-start: 0.25rem; }
`;

/** How many agents it takes is no metric, but it is named and drawn like one. */
const DRAWN_AS = 'staffing' as MetricId;

/**
 * How many agents it takes in each hour of the week, as a heat map, with what that takes for granted.
 *
 * Set `inbox` and `query`. Attributes: `share` of contacts that is to be answered in time (by default 0.8), `within` so
 * many milliseconds (60000), by agents who serve `concurrency` contacts at once (1); `handling` (how long a contact
 * takes, in milliseconds; by default it is measured); `label`. People can change the first three.
 *
 * Parts: `base`, `title`, `download`, `controls`, `summary`, `body`, `chart`, `error`.
 */
export class InboxLensStaffing extends InsightElement<Staffing> {
  static readonly tag = 'inboxlens-staffing';
  static override readonly observedAttributes: readonly string[] = [
    ...InsightElement.observedAttributes, 'share', 'within', 'concurrency', 'handling',
  ];

  /** @internal */
  protected override readonly titleWord = 'ui.staffing';
  #answer: Staffing | undefined;
  readonly #chart = created(InboxLensChart);
  readonly #detail = make('p', { attributes: { 'aria-live': 'polite' } });
  readonly #assumptionsTitle = make('summary');
  readonly #assumptions = make('ul', { className: 'assumptions' });
  readonly #granted = make('details', {}, this.#assumptionsTitle, this.#assumptions);
  /** What people can change, in their own units. */
  readonly #fields = [
    this.#field('share', 0.01, 1, 99),
    this.#field('within', 1000, 0, 86_400),
    this.#field('concurrency', 1, 1, 100),
  ];

  constructor() {
    super(STYLES);
    this.#chart.setAttribute('part', 'chart');
    this.#chart.chart = 'heat-map';
    this.#chart.addEventListener('inboxlens-select', (event) => this.#selected(event as CustomEvent<Selection>));
    this.controls.append(...this.#fields.map(({ label }) => label));
    this.body.append(this.#chart, this.#detail, this.#granted);
  }

  #field(attribute: 'share' | 'within' | 'concurrency', unit: number, min: number, max: number) {
    const name = make('span');
    const input = make('input', { type: 'number', required: true, min: String(min), max: String(max), step: '1' });
    input.onchange = () => input.reportValidity() && this.setAttribute(attribute, String(Number(input.value) * unit));
    return { attribute, unit, name, input, label: make('label', {}, name, input) };
  }

  get #asked() {
    const of = (attribute: string, usual: number) => Number(this.getAttribute(attribute) ?? usual);
    const target = { share: of('share', 0.8), within: of('within', 60_000) };
    const handling = this.hasAttribute('handling') ? { handling: of('handling', 0) } : {};
    return { target, concurrency: of('concurrency', 1), ...handling };
  }

  /** @internal */
  protected override question(inbox: Inbox): Promise<Staffing> {
    return inbox.staffing({ ...this.query, ...this.#asked });
  }

  /** @internal */
  protected override nameOf(): string {
    return 'staffing';
  }

  /** @internal */
  protected override sentence({ handling, measured, ...answer }: Staffing): string {
    const { spelling: spell } = this;
    if (handling === null) {
      return spell.word('ui.staffing-unknown');
    }
    const most = Math.max(...answer.agents.flat().map((agents) => agents ?? 0));
    const index = answer.agents.flat().indexOf(most);
    const sentences = [
      most > 0
        ? spell.word('ui.staffing-most', { agents: spell.number(most), at: this.#hourOf(answer, index) })
        : spell.word('ui.staffing-none'),
      measured > 0
        ? spell.word('ui.staffing-handling', { handling: spell.duration(handling), count: spell.number(measured) })
        : '',
    ];
    return sentences.filter(Boolean).join(' ');
  }

  /** @internal */
  protected override showAnswer(answer: Staffing): void {
    const { spelling: spell } = this;
    this.#answer = answer;
    this.#chart.lang = spell.tag;
    this.#chart.answer = gridOf(answer);
    this.#chart.selected = null;
    this.#chart.hidden = this.#granted.hidden = answer.handling === null;
    this.#detail.hidden = true;
    this.#assumptionsTitle.textContent = spell.word('ui.assumptions');
    this.#assumptions.replaceChildren(...answer.assumptions.map((id) => make('li', { textContent: spell.word(`assumption.${id}`) })));
  }

  /** @internal */
  protected override showControls(): void {
    const { spelling: spell } = this;
    const { target, concurrency } = this.#asked;
    const values = { share: target.share, within: target.within, concurrency };
    for (const { attribute, unit, name, input } of this.#fields) {
      name.textContent = spell.word(`ui.staffing-${attribute}`);
      input.value = String(Math.round(values[attribute] / unit));
    }
  }

  #hourOf({ rows, columns }: Pick<Staffing, 'rows' | 'columns'>, index: number): string {
    const { spelling: spell } = this;
    const [day, hour] = [rows[Math.floor(index / columns.length)], columns[index % columns.length]];
    return `${spell.weekday(Number(day))} ${spell.hour(Number(hour))}:00`;
  }

  /** Says what stands behind an hour. There are no rows of it, so nobody else is told. */
  #selected(event: CustomEvent<Selection>) {
    event.stopPropagation();
    const { index } = event.detail;
    const answer = this.#answer;
    this.#detail.hidden = index === null || !answer;
    if (index === null || !answer) {
      return;
    }
    const { spelling: spell } = this;
    const at = (grid: readonly (readonly (number | null)[])[]) => grid.flat()[index] ?? null;
    this.#detail.textContent = spell.word('ui.staffing-cell', {
      at: this.#hourOf(answer, index),
      agents: spell.value(at(answer.agents), 'contacts'),
      arrivals: spell.value(at(answer.arrivals), 'contacts'),
      utilisation: spell.value(at(answer.utilisation), 'share'),
      reached: spell.value(at(answer.reached), 'share'),
    });
  }
}

/** The agents as an answer that can be drawn. */
function gridOf({ rows, columns, agents, occurrences, policy, period }: Staffing): GridAnswer {
  return {
    shape: 'grid', metric: DRAWN_AS, unit: 'contacts', rows, columns, values: agents, counts: occurrences, occurrences,
    n: agents.flat().filter((count) => count !== null).length,
    // These are said once, below.
    excluded: [], notes: [], coverage: { covered: 0, conversations: 0 },
    policy, period,
  };
}
