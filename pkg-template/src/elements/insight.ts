/** What elements have in common that ask one of the further questions: a title, a choice, a sentence, what is left out. */
import type { Inbox } from '../inbox.js';
import type { Answer, Exportable, MetricId, ReasonId } from '../types.js';
import { AskingElement } from './asking.js';
import { make } from './dom.js';
import { downloadButton, fileName, nameDownload, save } from './download.js';
import { coverageOf } from './legible.js';

const STYLES = `
.whole { display: grid; gap: 0.75rem; min-width: 0; }
.whole > * { min-width: 0; }
.head { display: flex; align-items: start; gap: 0.5rem; }
.head > div { flex: 1; min-width: 0; }
.title { font-size: 1rem; font-weight: 600; }
.controls { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem 0.75rem; }
.controls label { display: grid; gap: 0.25rem; font-size: 0.8125rem; color: var(--_muted); min-width: 0; }
.controls label > * { color: var(--_ink); font-size: 0.875rem; max-width: 100%; }
.small { font-size: 0.8125rem; }
details { font-size: 0.8125rem; color: var(--_muted); }
summary { cursor: pointer; padding-block: 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 0.75rem; margin-block-start: 0.25rem; }
dt { text-align: end; font-variant-numeric: tabular-nums; }
ul, ol { margin: 0; }
`;

/** What all these answers say, beside their own. */
export type Insight = Exportable & Pick<Answer, 'excluded' | 'coverage' | 'period'> & { unavailable?: ReasonId };

/**
 * A button saves the answer as CSV.
 *
 * Set `inbox` and `query`. Attributes `label` (the title), `metrics` (which ones can be chosen) and `metric` (which one
 * is; by default the first).
 */
export abstract class InsightElement<A extends Insight> extends AskingElement {
  static override readonly observedAttributes: readonly string[] = [...AskingElement.observedAttributes, 'label', 'metrics', 'metric'];

  /** What the answer is shown in. @internal */
  protected readonly body: HTMLDivElement = make('div', { part: 'body' });
  /** @internal */
  protected readonly controls: HTMLDivElement = make('div', { className: 'controls', part: 'controls' });
  readonly #title = make('div', { className: 'title', part: 'title', id: 'title' });
  readonly #sub = make('div', { className: 'small muted' });
  readonly #download = downloadButton(() => void this.#save());
  readonly #metricName = make('span');
  readonly #metric = make('select', { onchange: () => this.setAttribute('metric', this.#metric.value) });
  readonly #metricField = make('label', {}, this.#metricName, this.#metric);
  readonly #sentence = make('p', { part: 'summary' });
  readonly #coverage = make('p', { className: 'small muted' });
  readonly #leftOutTitle = make('summary');
  readonly #leftOutList = make('dl');
  readonly #leftOut = make('details', {}, this.#leftOutTitle, this.#leftOutList);
  readonly #whole = make('div', { className: 'whole', attributes: { role: 'group', 'aria-labelledby': 'title' } });
  readonly #usual: readonly MetricId[];
  #answer: A | undefined;

  /** @internal */
  constructor(styles: string, usual: readonly MetricId[] = []) {
    super(STYLES + styles);
    this.#usual = usual;
    this.controls.append(this.#metricField);
    this.#whole.append(
      make('div', { className: 'head' }, make('div', {}, this.#title, this.#sub), this.#download), this.controls, this.#sentence, this.body, this.#coverage, this.#leftOut,
    );
    this.base.append(this.#whole);
  }

  override attributeChangedCallback(name: string): void {
    super.attributeChangedCallback(name);
    if (!['lang', 'theme', 'label'].includes(name)) {
      this.refresh();
    }
  }

  /** The heading. */
  get label(): string {
    return this.getAttribute('label') ?? '';
  }

  set label(label: string | undefined) {
    this.reflect('label', label);
  }

  /** Which metrics can be chosen. */
  get metrics(): readonly MetricId[] {
    return (this.getAttribute('metrics')?.split(/[\s,]+/).filter(Boolean) as MetricId[] | undefined) ?? this.#usual;
  }

  get metric(): MetricId | undefined {
    return (this.getAttribute('metric') as MetricId | null) ?? this.metrics[0];
  }

  /** @internal */
  protected override async ask(): Promise<(() => void) | undefined> {
    const answer = this.inbox && (await this.question(this.inbox));
    return answer && (() => {
      this.#answer = answer;
    });
  }

  /** @internal */
  protected override show(): void {
    const { spelling: spell } = this;
    const answer = this.#answer;
    this.#whole.hidden = !answer;
    if (!answer) {
      return;
    }
    const { unavailable, excluded, period } = answer;
    this.#title.textContent = this.label || spell.word(this.titleWord);
    this.#sub.textContent = `${spell.period(period)} · ${period.timeZone.replaceAll('_', ' ')}`;
    nameDownload(this.#download, spell.word('chart.download'), spell);
    this.#showMetrics();
    this.showControls();
    this.#sentence.textContent = unavailable ? spell.word(`reason.${unavailable}`) : this.sentence(answer);
    this.body.hidden = unavailable !== undefined;
    if (!unavailable) {
      this.showAnswer(answer);
    }
    this.#coverage.textContent = unavailable ? '' : coverageOf(answer.coverage, spell);
    this.#coverage.hidden = this.#coverage.textContent === '';
    this.#leftOut.hidden = excluded.length === 0;
    this.#leftOutTitle.textContent = spell.word('ui.left-out');
    this.#leftOutList.replaceChildren(...excluded.flatMap(({ reason, count }) => [
      make('dt', {}, spell.number(count)), make('dd', {}, spell.word(`reason.${reason}`)),
    ]));
  }

  async #save() {
    const answer = this.#answer;
    try {
      if (answer) {
        await save(answer, fileName(this.nameOf(answer), answer.period));
      }
    } catch (error) {
      this.failed(error);
    }
  }

  #showMetrics() {
    const { metrics, metric = '', spelling: spell } = this;
    this.#metricField.hidden = metrics.length < 2;
    this.#metricName.textContent = spell.word('ui.metric');
    const all = new Set([...metrics, metric]);
    this.#metric.replaceChildren(...[...all].map((id) => make('option', { value: id, textContent: spell.word(`metric.${id}`) })));
    this.#metric.value = metric;
  }

  /** The key of the title's word. @internal */
  protected abstract readonly titleWord: string;

  /** @internal */
  protected abstract question(inbox: Inbox): Promise<A>;

  /** What a saved answer is called, beside its days. @internal */
  protected abstract nameOf(answer: A): string;

  /** The answer in a sentence or two. @internal */
  protected abstract sentence(answer: A): string;

  /** Fills the body. @internal */
  protected abstract showAnswer(answer: A): void;

  /** Brings further controls up to date. @internal */
  protected showControls(): void {
    // There are none but the metric's.
  }
}
