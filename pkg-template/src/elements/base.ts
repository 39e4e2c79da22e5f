/** What all elements have in common. */
import { running, start } from '../core.js';
import { InboxLensError } from '../error.js';
import { isSpoken, loadLanguage, type Spelling, spelling } from '../words.js';
import { make } from './dom.js';
import { beforePaint } from './frames.js';
import { sheetsOf } from './styles.js';
import { langOf, unwatch, watch } from './surroundings.js';

/** On a server there are no elements: the classes can be imported, but not made. */
const Platform = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * An element that shows something of an inbox. Attributes `lang` (by default that of the page) and `theme` (`light` or
 * `dark`; by default the colour scheme of the page).
 *
 * Whatever changes, {@link show} is called once, before the next paint; where there is much to show, before a later one.
 */
export abstract class InboxLensElement extends Platform {
  static readonly observedAttributes: readonly string[] = ['lang', 'theme'];
  /** @internal */
  protected readonly base: HTMLDivElement = make('div', { part: 'base' });
  readonly #error = make('p', { part: 'error', hidden: true, attributes: { role: 'alert' } });
  #showing: Promise<void> | undefined;
  #failure: unknown;

  /** @internal */
  constructor(styles: string) {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = sheetsOf(styles);
    root.append(this.base, this.#error);
  }

  connectedCallback(): void {
    watch(this);
    this.surroundingsChanged();
  }

  disconnectedCallback(): void {
    unwatch(this);
  }

  attributeChangedCallback(_name: string): void {
    this.surroundingsChanged();
  }

  /** @internal */
  surroundingsChanged(): void {
    this.changed();
  }

  /** Fulfilled when everything that has been set is shown. */
  get updateComplete(): Promise<void> {
    return this.#showing ?? Promise.resolve();
  }

  /** Has the element shown again. @internal */
  protected changed(): void {
    if (this.isConnected) {
      this.#showing ??= this.#show();
    }
  }

  async #show(): Promise<void> {
    try {
      const lang = langOf(this);
      if (!running() || !isSpoken(lang)) {
        // Without its words, an element shows their keys.
        await Promise.all([start(), loadLanguage(lang).catch(() => undefined)]);
      }
      await beforePaint(() => {
        this.#showing = undefined;
        this.base.dir = this.spelling.dir;
        this.show();
        this.#showError(this.#failure);
      });
    } catch (error) {
      await loadLanguage(langOf(this)).catch(() => undefined);
      this.#showing = undefined;
      this.#showError(error);
    }
  }

  /** An error stands in place of everything else until it is taken back by `undefined`. @internal */
  protected failed(error: unknown): void {
    this.#failure = error;
    this.changed();
  }

  #showError(error: unknown) {
    this.#error.textContent = error === undefined ? '' : this.wordOf(error);
    this.#error.hidden = error === undefined;
    this.base.hidden = error !== undefined;
  }

  /** Shows what the element has. The module is running. @internal */
  protected abstract show(): void;

  /** How its language spells. @internal */
  protected get spelling(): Spelling {
    return spelling(langOf(this));
  }

  /** What an error is called. @internal */
  protected wordOf(error: unknown): string {
    if (!(error instanceof InboxLensError)) {
      throw error;
    }
    return this.spelling.word(`error.${error.code}`);
  }

  /** @internal */
  protected emit<T>(type: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Has an attribute say what a property says; `undefined` takes it back. @internal */
  protected reflect(attribute: string, value: string | undefined): void {
    if (value === undefined) {
      this.removeAttribute(attribute);
    } else {
      this.setAttribute(attribute, value);
    }
  }

  /** Properties that were set before the class was known hide its setters; they are set again. @internal */
  protected adopt(...names: readonly string[]): void {
    const own = this as unknown as Record<string, unknown>;
    for (const name of names.filter((name) => Object.hasOwn(own, name))) {
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }
}
