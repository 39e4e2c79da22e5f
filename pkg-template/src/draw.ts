/** Drawing answers on a canvas. */
import { call, running, start } from './core.js';
import type { Answer, ChartId, DrawOptions, Hit, LegendKey, Theme } from './types.js';
import { isSpoken, loadLanguage, spelling } from './words.js';

type AnyCanvas = HTMLCanvasElement | OffscreenCanvas;

/** A chart on a canvas. */
export class Drawing {
  readonly #canvas: AnyCanvas;
  #answer: Answer;
  #options: DrawOptions;
  #chart: ChartId | undefined;
  #hits: readonly Hit[] = [];
  #legend: readonly LegendKey[] = [];
  /** Fulfilled once the chart has been drawn for the first time. */
  readonly ready: Promise<void>;

  /** @internal */
  constructor(canvas: AnyCanvas, answer: Answer, options: DrawOptions) {
    this.#canvas = canvas;
    this.#answer = answer;
    this.#options = options;
    const isReady = running() && isSpoken(this.#settings().lang);
    this.ready = isReady ? Promise.resolve(this.redraw()) : this.#once();
  }

  /** Draws when there is what it takes. */
  async #once(): Promise<void> {
    await Promise.all([start(), loadLanguage(this.#settings().lang)]);
    this.redraw();
  }

  /** Draws again: another answer, other options, another size. In a language that is not there yet, a little later. */
  redraw(answer: Answer = this.#answer, options: DrawOptions = {}): void {
    this.#answer = answer;
    this.#options = { ...this.#options, ...options };
    const core = running();
    const context = this.#canvas.getContext('2d') as CanvasRenderingContext2D | null;
    if (!core || !context) {
      return;
    }
    const { lang, dir, chart, selected } = this.#settings();
    if (!isSpoken(lang)) {
      // What was drawn before stays if its words are not to be had.
      this.#once().catch(() => undefined);
      return;
    }
    const { width, height, ratio } = this.#fit();
    const spell = spelling(lang);
    const rtl = (dir ?? spell.dir) === 'rtl';
    const options_ = JSON.stringify({ chart, selected, rtl, theme: this.#theme() });
    const drawn = call(() => core.draw(context, width, height, ratio, JSON.stringify(answer), options_, spell));
    const { chart: id, hits, legend } = JSON.parse(drawn) as { chart: ChartId; hits: Hit[]; legend: LegendKey[] };
    this.#chart = id;
    this.#hits = hits;
    this.#legend = legend;
  }

  /** The chart that has been drawn. */
  get chart(): ChartId | undefined {
    return this.#chart;
  }

  /** The areas that stand for parts of the answer. */
  get hits(): readonly Hit[] {
    return this.#hits;
  }

  get legend(): readonly LegendKey[] {
    return this.#legend;
  }

  /** What lies under a place, in CSS pixels from the canvas's upper left corner. */
  hit(x: number, y: number): Hit | undefined {
    return this.#hits.findLast((hit) => hit.x <= x && x < hit.x + hit.width && hit.y <= y && y < hit.y + hit.height);
  }

  #settings() {
    const { lang, ...options } = this.#options;
    const page = typeof document === 'undefined' ? '' : document.documentElement.lang;
    return { lang: lang ?? (page || 'en'), ...options };
  }

  /** Sizes the canvas to its device pixels. */
  #fit() {
    const canvas = this.#canvas;
    const { pixelRatio } = this.#options;
    const ratio = pixelRatio ?? (typeof devicePixelRatio === 'number' ? devicePixelRatio : 1);
    const css = 'clientWidth' in canvas ? { width: canvas.clientWidth, height: canvas.clientHeight } : undefined;
    const width = this.#options.width ?? css?.width ?? canvas.width / ratio;
    const height = this.#options.height ?? css?.height ?? canvas.height / ratio;
    const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
      canvas.width = deviceWidth;
      canvas.height = deviceHeight;
    }
    return { width, height, ratio };
  }

  #theme(): Theme {
    const { theme = 'auto' } = this.#options;
    if (typeof theme === 'object') {
      return theme;
    }
    return { shade: theme === 'auto' ? shadeOf(this.#canvas) : theme };
  }
}

/** The colour scheme that a canvas stands in. A page that does not say that it can be dark is light. */
function shadeOf(canvas: AnyCanvas): 'light' | 'dark' {
  if (typeof HTMLCanvasElement === 'undefined' || !(canvas instanceof HTMLCanvasElement)) {
    return 'light';
  }
  const schemes = getComputedStyle(canvas).colorScheme;
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
  return schemes.includes('dark') && (prefersDark || !schemes.includes('light')) ? 'dark' : 'light';
}

/**
 * Draws an answer on a canvas. Works for answers made elsewhere, too: nothing but the answer is needed.
 *
 * @throws InboxLensError of code `bad-chart` if the chart does not suit the answer, `wasm-unavailable` (by way of
 * `ready`) if the module cannot be loaded.
 */
export function draw(canvas: AnyCanvas, answer: Answer, options: DrawOptions = {}): Drawing {
  return new Drawing(canvas, answer, options);
}
