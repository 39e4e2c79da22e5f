import type { Answer, NumberAnswer, SeriesAnswer } from '../types.js';
import { AnswerElement } from './answered.js';
import { button, make } from './dom.js';
import { nameOf } from './legible.js';
import { Picture } from './picture.js';

const STYLES = `
.tile { position: relative; display: flex; flex-direction: column; gap: 0.125rem; min-width: 0; block-size: 100%; }
[part='base'] { block-size: 100%; }
button.name { align-self: start; padding: 0; min-height: 0; border: 0; border-radius: 0; text-align: start; font-weight: 600; overflow-wrap: anywhere; hyphens: auto; }
button.name::after { content: ''; position: absolute; inset: 0; }
button.name:focus-visible { outline: none; }
button.name:focus-visible::after { outline: 2px solid var(--_accent); outline-offset: 4px; border-radius: 0.25rem; }
.value { font-size: clamp(1.5rem, 1.1rem + 2vw, 2rem); font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; }
.small { font-size: 0.8125rem; }
.reason { color: var(--_muted); padding-block: 0.375rem; }
canvas { display: block; inline-size: 100%; block-size: 2.25rem; margin-block-start: auto; }
`;

/** The statistics that stand beside an average, since it alone hides everything. */
const BESIDE = ['mean', 'median', 'p90'] as const;

/**
 * A number with its change and, of a duration, what lies beside its average.
 *
 * Attributes: those of an answer element. Emits `inboxlens-select` with a {@link Selection} when it is chosen.
 *
 * Parts: `base`, `tile`, `name`, `value`, `change`, `canvas`, `error`.
 */
export class InboxLensNumber extends AnswerElement {
  static readonly tag = 'inboxlens-number';

  readonly #name = button('', () => this.#choose(), 'name');
  readonly #value = make('div', { className: 'value', part: 'value' });
  readonly #change = make('div', { className: 'small muted', part: 'change' });
  readonly #beside = make('div', { className: 'small muted' });
  readonly #picture = new Picture(this.base, () => this.#draw());
  readonly #tile = make(
    'div', { className: 'tile', part: 'tile' }, this.#name, this.#value, this.#beside, this.#change, this.#picture.canvas,
  );
  #spark: SeriesAnswer | undefined;

  constructor() {
    super(STYLES);
    this.#name.classList.add('plain', 'name');
    this.base.append(this.#tile);
  }

  override connectedCallback(): void {
    this.adopt('spark');
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

  /** The same metric over time, for the line below the number. */
  get spark(): SeriesAnswer | undefined {
    return this.#spark;
  }

  set spark(spark: Answer | undefined) {
    this.#spark = spark?.shape === 'series' ? spark : undefined;
    this.changed();
  }

  /** @internal */
  protected override show(): void {
    const { answer, spelling: spell } = this;
    this.#tile.hidden = !answer;
    if (!answer) {
      return;
    }
    const isThere = answer.shape === 'number';
    this.#name.textContent = this.label || spell.word(`metric.${answer.metric}`);
    this.#value.className = isThere ? 'value' : 'reason';
    this.#value.textContent = isThere ? spell.value(answer.value, answer.unit, answer.currency) : this.#reason(answer);
    this.#beside.textContent = isThere ? this.#besides(answer) : '';
    this.#change.textContent = isThere ? this.#changed(answer) : '';
    this.#picture.canvas.hidden = !this.#hasSpark();
    this.#draw();
  }

  #reason(answer: Answer): string {
    return answer.shape === 'unavailable' ? this.spelling.word(`reason.${answer.reason}`) : this.spelling.word('chart.empty');
  }

  #besides({ stats, stat, unit, numerator, denominator, interval, ages }: NumberAnswer): string {
    const { spelling: spell } = this;
    if (stats) {
      const others = BESIDE.filter((one) => one !== stat).map((one) => `${spell.word(`stat.${one}`)} ${spell.value(stats[one], unit)}`);
      return [spell.word(`stat.${stat}`), ...others].join(' · ');
    }
    if (numerator !== undefined && denominator !== undefined) {
      return [spell.ofAll(numerator, denominator), ...(interval ? [spell.interval(interval)] : [])].join(' · ');
    }
    return ages ? spell.word('ui.oldest', { age: spell.duration(ages.max) }) : '';
  }

  #changed({ previous, change, unit, currency }: NumberAnswer): string {
    const { spelling: spell } = this;
    if (!previous) {
      return '';
    }
    const difference = change?.difference;
    if (difference === null || difference === undefined) {
      return spell.word('ui.change-none');
    }
    const arrow = difference > 0 ? '▲' : difference < 0 ? '▼' : '=';
    const by = change?.ratio === null || change?.ratio === undefined ? spell.value(difference, unit, currency ?? previous.currency) : spell.signedPercent(change.ratio);
    return spell.word('ui.change', { change: `${arrow} ${by}`, period: spell.period(previous.period) });
  }

  #hasSpark(): boolean {
    // One point is no line, nor are several with gaps between them.
    const values = this.#spark?.lines[0]?.values ?? [];
    const isLine = values.some((value, place) => value !== null && (values[place + 1] ?? null) !== null);
    return this.answer?.shape === 'number' && isLine && values.some((value) => value !== null && value !== 0);
  }

  #draw() {
    if (this.#spark && this.#hasSpark()) {
      const { tag: lang, dir } = this.spelling;
      this.#picture.draw(this.#spark, { chart: 'sparkline', lang, dir });
    }
  }

  #choose() {
    const { answer, spelling: spell } = this;
    if (answer) {
      const value = answer.shape === 'number' ? spell.value(answer.value, answer.unit, answer.currency) : this.#reason(answer);
      this.select({ metric: answer.metric, part: {}, text: `${nameOf(answer, spell)}: ${value}`, index: null });
    }
  }
}
