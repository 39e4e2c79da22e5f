import type { Inbox } from '../inbox.js';
import type { Query } from '../types.js';
import { InboxLensElement } from './base.js';

/** An element that asks an inbox. */
export abstract class AskingElement extends InboxLensElement {
  #inbox: Inbox | undefined;
  #query: Query = {};
  #turn = 0;

  override connectedCallback(): void {
    this.adopt('inbox', 'query');
    super.connectedCallback();
  }

  /** Who is asked. */
  get inbox(): Inbox | undefined {
    return this.#inbox;
  }

  set inbox(inbox: Inbox | undefined) {
    this.#inbox = inbox;
    this.refresh();
  }

  /** Of when, and of which conversations. */
  get query(): Query {
    return this.#query;
  }

  set query(query: Query) {
    this.#query = query;
    this.queryChanged();
  }

  /** Asks again, for when the inbox has taken in more. */
  refresh(): void {
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    const turn = this.supersede();
    // Everything that is set in one go is one question.
    await Promise.resolve();
    if (turn !== this.#turn) {
      return;
    }
    try {
      const take = await this.ask();
      if (turn === this.#turn && take) {
        take();
        this.failed(undefined);
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.failed(error);
      }
    }
  }

  /** Whatever is being asked is no longer of interest. @internal */
  protected supersede(): number {
    this.#turn += 1;
    return this.#turn;
  }

  /** @internal */
  protected queryChanged(): void {
    this.refresh();
  }

  /** Asks, and returns what is to be done with the answer if nothing else has been asked since. @internal */
  protected abstract ask(): Promise<(() => void) | undefined>;
}
