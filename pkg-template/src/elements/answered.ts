/** What elements that show one answer have in common: it is given to them, or they ask for it. */
import type { Answer, Request } from '../types.js';
import { AskingElement } from './asking.js';
import type { Part } from './legible.js';

/** The detail of `inboxlens-select`: somebody wants to know more of a number, or of a part of a chart. */
export interface Selection {
  metric: Answer['metric'];
  /** For `inbox.explain`, beside the query. */
  part: Part;
  /** What has been selected, in words: `Mon, 3 Mar 2025: 17`. */
  text: string;
  /** The bucket, row, bin or cell; `null` for the whole, and when a selection is taken back. */
  index: number | null;
}

const PARTS = ['metric', 'over', 'by', 'across', 'spread', 'curve', 'cohort', 'stat'] as const;

/**
 * Shows an answer. Either set `answer`; or set `inbox` and what is to be asked: `request` (or, for the simple ones,
 * the attributes `metric`, `over`, `by`, `across`, `spread`, `curve`, `cohort` and `stat`) and `query`.
 *
 * Emits `inboxlens-select` with a {@link Selection}.
 */
export abstract class AnswerElement extends AskingElement {
  static override readonly observedAttributes: readonly string[] = [...AskingElement.observedAttributes, 'label', ...PARTS];

  #answer: Answer | undefined;
  #request: Request | undefined;

  override connectedCallback(): void {
    this.adopt('answer', 'request');
    super.connectedCallback();
  }

  override attributeChangedCallback(name: string): void {
    if ((PARTS as readonly string[]).includes(name)) {
      this.refresh();
    }
    super.attributeChangedCallback(name);
  }

  /** What is shown. */
  get answer(): Answer | undefined {
    return this.#answer;
  }

  set answer(answer: Answer | undefined) {
    this.supersede();
    this.#answer = answer;
    this.failed(undefined);
  }

  /** What is asked for. */
  get request(): Request | undefined {
    return this.#request ?? this.#attributes();
  }

  set request(request: Request | undefined) {
    this.#request = request;
    this.refresh();
  }

  /** The heading; by default the name of the metric. */
  get label(): string {
    return this.getAttribute('label') ?? '';
  }

  set label(label: string | undefined) {
    this.reflect('label', label);
  }

  /** @internal */
  protected override async ask(): Promise<(() => void) | undefined> {
    const { inbox, request, query } = this;
    if (!inbox || !request) {
      return undefined;
    }
    const { metrics } = await inbox.report({ ...query, metrics: { it: request } });
    return () => {
      this.#answer = metrics.it as Answer;
    };
  }

  #attributes(): Request | undefined {
    const given = PARTS.filter((part) => this.hasAttribute(part)).map((part) => [part, this.getAttribute(part)]);
    const request = Object.fromEntries(given) as Record<string, unknown>;
    if (this.hasAttribute('spread')) {
      request.spread = true;
    }
    if (this.hasAttribute('curve')) {
      request.curve = true;
    }
    // What cannot be asked is refused by the module, with its reason.
    return request.metric ? (request as unknown as Request) : undefined;
  }

  /** @internal */
  protected select(selection: Selection): void {
    this.emit<Selection>('inboxlens-select', selection);
  }
}
