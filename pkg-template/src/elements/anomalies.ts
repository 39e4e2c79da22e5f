import type { Inbox } from '../inbox.js';
import type { Anomalies, Anomaly, CountedMetricId, StepId } from '../types.js';
import { make } from './dom.js';
import { InsightElement } from './insight.js';

const STYLES = `
ol { display: grid; gap: 0.5rem; padding: 0; list-style: none; }
ol > li { padding: 0.5rem 0.75rem; border: 1px solid var(--_grid); border-inline-start: 4px solid var(--_accent); border-radius: 0.45rem; }
ul { padding-inline-start: 1.25rem; color: var(--_muted); }
[part='body'] { display: grid; gap: 0.75rem; }
`;

const USUAL: readonly CountedMetricId[] = ['conversations', 'messages-received', 'closed-conversations', 'tags-applied', 'missed-conversations'];

/**
 * The days, or hours, whose count is not what those before let expect, each with what makes most of the difference.
 *
 * Set `inbox` and `query`. Attributes: `metrics` (which ones can be chosen), `metric` (which one is), `over` (`day`, the
 * default, or `hour`), `label`.
 *
 * Parts: `base`, `title`, `download`, `controls`, `summary`, `body`, `error`.
 */
export class InboxLensAnomalies extends InsightElement<Anomalies> {
  static readonly tag = 'inboxlens-anomalies';
  static override readonly observedAttributes: readonly string[] = [...InsightElement.observedAttributes, 'over'];

  /** @internal */
  protected override readonly titleWord = 'ui.anomalies';

  constructor() {
    super(STYLES, USUAL);
  }

  get over(): 'day' | 'hour' {
    return this.getAttribute('over') === 'hour' ? 'hour' : 'day';
  }

  set over(over: 'day' | 'hour' | undefined) {
    this.reflect('over', over);
  }

  /** @internal */
  protected override question(inbox: Inbox): Promise<Anomalies> {
    return inbox.anomalies({ ...this.query, metric: this.metric as CountedMetricId, over: this.over });
  }

  /** @internal */
  protected override nameOf({ metric, over }: Anomalies): string {
    return `${metric}-anomalies-over-${over}`;
  }

  /** @internal */
  protected override sentence({ anomalies, count, judged, unjudged }: Anomalies): string {
    const { spelling: spell } = this;
    const [shown, all] = [spell.number(anomalies.length), spell.number(judged + unjudged)];
    const sentences = [
      judged === 0 ? spell.word('ui.anomalies-unjudged') : count === 0 ? spell.word('ui.anomalies-none') : '',
      count > anomalies.length ? spell.word('ui.anomalies-most', { shown, count: spell.number(count) }) : '',
      unjudged > 0 ? spell.word('ui.anomalies-judged', { judged: spell.number(judged), all }) : '',
    ];
    return sentences.filter(Boolean).join(' ');
  }

  /** @internal */
  protected override showAnswer({ anomalies, over, unit }: Anomalies): void {
    this.body.replaceChildren(make('ol', {}, ...anomalies.map((anomaly) => this.#item(anomaly, over, unit))));
    this.body.hidden = anomalies.length === 0;
  }

  #item({ bucket, value, expected, low, high, segments }: Anomaly, over: StepId, unit: string): HTMLElement {
    const { spelling: spell } = this;
    const amounts = (all: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(all).map(([name, amount]) => [name, spell.value(amount, unit)]));
    const behind = segments.map(({ by, key, label, share, ...counts }) => make('li', {
      textContent: spell.word('ui.anomaly-segment', {
        dimension: spell.dimension(by), key: spell.key(by, key, label), share: spell.percent(share),
        ...amounts({ value: counts.value, expected: counts.expected }),
      }),
    }));
    return make('li', {},
      make('strong', { textContent: spell.bucketName(bucket.local, over) }), ` ${value > expected ? '▲' : '▼'} `,
      spell.word('ui.anomaly', amounts({ value, expected, low, high })),
      behind.length > 0 ? make('ul', {}, ...behind) : undefined);
  }
}
