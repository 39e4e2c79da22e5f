import type { Inbox } from '../inbox.js';
import type { Query } from '../types.js';
import { InboxLensElement } from './base.js';

/** An element that asks an inbox. */
export abstract class AskingElement extends InboxLensElement {
  #inbox: Inbox | undefined;
  #query: Query = {};
  #turn = 0;
  #isAsking = false;
  #isOutdated = false;

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
    void this.#ask(this.supersede());
  }

  async #ask(turn: number): Promise<void> {
    this.#isAsking = true;
    // Everything that is set in one go is one question.
    await Promise.resolve();
    if (turn !== this.#turn) {
      return;
    }
    this.#isOutdated = false;
    try {
      const take = await this.ask();
      if (turn === this.#turn && take) {
        // Before the answer, so that whoever hears of it and waits for the update waits for this, too.
        this.failed(undefined);
        take();
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.failed(error);
      }
    }
    if (turn === this.#turn) {
      this.#isAsking = false;
      if (this.#isOutdated) {
        this.refresh();
      }
    }
  }

  /** Whatever is being asked is no longer of interest. @internal */
  protected supersede(): number {
    this.#isAsking = false;
    this.#turn += 1;
    return this.#turn;
  }

  /**
   * A query that comes while another one is being answered waits for that answer, which is shown; of several that
   * come, only the last is asked. So what is dragged is followed as fast as answers come. @internal
   */
  protected queryChanged(): void {
    if (this.#isAsking) {
      this.#isOutdated = true;
    } else {
      this.refresh();
    }
  }

  /** Asks, and returns what is to be done with the answer if nothing else has been asked since. @internal */
  protected abstract ask(): Promise<(() => void) | undefined>;
}
