import { type Drawing, draw } from '../draw.js';
import type { Answer, DrawOptions, Theme } from '../types.js';
import { make } from './dom.js';
import { themeOf } from './theme.js';

/** The canvas of an element, drawn in the colours around it, and again when its size changes. */
export class Picture {
  readonly canvas = make('canvas', { part: 'canvas', attributes: { 'aria-hidden': 'true' } });
  readonly #probe = make('i', { hidden: true });
  readonly #sizes: ResizeObserver | undefined;
  #theme: Theme | undefined;
  #drawing: Drawing | undefined;

  /** `base` is an element that has the styles; `resized` is called before the first paint, too. */
  constructor(base: HTMLElement, resized: () => void) {
    base.append(this.#probe);
    this.#sizes = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(resized);
  }

  connect(): void {
    this.#sizes?.observe(this.canvas);
  }

  disconnect(): void {
    this.#sizes?.disconnect();
  }

  /** The colours around have changed. */
  surroundingsChanged(): void {
    this.#theme = undefined;
  }

  /** Draws, unless there is no room for it. */
  draw(answer: Answer, options: DrawOptions): void {
    if (this.canvas.clientWidth === 0) {
      return;
    }
    this.#theme ??= themeOf(this.#probe);
    const themed = { theme: this.#theme, ...options };
    if (this.#drawing) {
      this.#drawing.redraw(answer, themed);
    } else {
      this.#drawing = draw(this.canvas, answer, themed);
    }
  }

  /** What was drawn last. */
  get drawing(): Drawing | undefined {
    return this.#drawing;
  }
}
