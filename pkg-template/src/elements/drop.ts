import { cancelled, InboxLensError } from '../error.js';
import { Inbox } from '../inbox.js';
import { open } from '../index.js';
import { nameOf } from '../input.js';
import type { InputOptions, InputPart, Progress, ReadOptions, Summary } from '../types.js';
import type { Spelling } from '../words.js';
import { InboxLensElement } from './base.js';
import { button, make } from './dom.js';
import { FILE_STYLES, fileCard, hasNaiveTimes, placeInWords } from './file-card.js';

const STYLES = `
.stack { display: grid; gap: 0.75rem; }
.zone {
  display: grid;
  justify-items: center;
  gap: 0.75rem;
  padding: 1.5rem 1rem;
  border: 2px dashed var(--_grid);
  border-radius: var(--inboxlens-radius, 0.75rem);
  background: var(--_surface);
  text-align: center;
}
.zone.over { border-color: var(--_accent); background: color-mix(in srgb, var(--_accent) 8%, var(--_surface)); }
.zone.done { padding: 0.75rem; }
.zone .big { font-size: 1.125rem; font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
.zone .row { justify-content: center; }
textarea { inline-size: 100%; min-block-size: 8rem; resize: vertical; font-family: ui-monospace, monospace; }
.paste { inline-size: 100%; display: grid; gap: 0.5rem; justify-items: end; }
progress { flex: 1; min-inline-size: 8rem; block-size: 0.5rem; accent-color: var(--_accent); }
.card { padding: 0.75rem 1rem; border: 1px solid var(--_grid); border-radius: var(--inboxlens-radius, 0.75rem); background: var(--_surface); }
.card .title { font-weight: 600; overflow-wrap: anywhere; }
.card.trouble { border-color: var(--_accent); }
fieldset { border: 0; margin: 0 0 0.75rem; padding: 0; min-width: 0; display: grid; gap: 0.25rem; }
legend { padding: 0; font-weight: 600; }
fieldset label { display: flex; align-items: center; gap: 0.5rem; padding-block: 0.25rem; overflow-wrap: anywhere; }
ul { margin: 0.25rem 0 0; padding-inline-start: 1.25rem; }
.message { overflow-wrap: anywhere; }
${FILE_STYLES}`;

/** So many files have a card, until all are asked for. */
const MOST_CARDS = 20;
const FEW = 3;

/** Fewer senders than this are asked about one by one. */
const MOST_SENDERS = 20;

/** What has been dropped, and what the person has said of it. */
interface Dropped {
  part: InputPart;
  own: InputOptions;
}

/** The detail of `inboxlens-open`. */
export interface Opened {
  inbox: Inbox;
}

/**
 * Takes files and text by picking, dropping or pasting, reads them, and asks what they leave open: which name is the
 * business, which column is what, in which order dates are written. Each file has a card that says what it was taken for,
 * and lets that be corrected. What comes later is added to what is there.
 *
 * Attribute `time-zone`: IANA name (by default the platform's); if it changes, times without a zone are read again. Its
 * attribute `state` tells how things stand: `empty`, `reading`, `asking` or `open`. Emits `inboxlens-open` with the inbox
 * each time that it holds something new, and `inboxlens-clear` when that is closed: the person starts over, or what is
 * read again leaves something open.
 *
 * Parts: `base`, `zone`, `card`, `error`.
 */
export class InboxLensDrop extends InboxLensElement {
  static readonly tag = 'inboxlens-drop';
  static override readonly observedAttributes: readonly string[] = [...InboxLensElement.observedAttributes, 'time-zone'];

  readonly #picker = make('input', { type: 'file', multiple: true, hidden: true });
  readonly #invitation = make('p', { className: 'big' });
  readonly #hint = make('p', { className: 'muted' });
  readonly #pick = button('', () => this.#picker.click());
  readonly #paste = button('', () => this.#showPaste());
  readonly #startOver = button('', () => this.clear());
  readonly #text = make('textarea');
  readonly #analyse = button('', () => void this.#readPasted());
  readonly #pasted = make('div', { className: 'paste', hidden: true }, this.#text, this.#analyse);
  readonly #zone = make(
    'div', { className: 'zone', part: 'zone' },
    this.#invitation, this.#hint, make('div', { className: 'row' }, this.#pick, this.#paste, this.#startOver), this.#pasted,
  );
  readonly #bar = make('progress');
  readonly #reading = make('span', { attributes: { role: 'status' } });
  readonly #cancel = button('', () => this.#abort?.abort());
  readonly #progress = make('div', { className: 'row', hidden: true }, this.#bar, this.#reading, this.#cancel);
  readonly #message = make('p', { className: 'card trouble message', hidden: true, attributes: { role: 'alert' } });
  readonly #question = make('form', { className: 'card', part: 'card', hidden: true });
  readonly #cards = make('div', { className: 'stack' });

  #files: Dropped[] = [];
  /** Which of the files each input of the inbox is in. */
  #fileOf: number[] = [];
  /** What is being read, or was read last. */
  #reads: readonly InputPart[] = [];
  #business: string[] = [];
  /** Of what, and in which language, the cards are: they are not made anew as long as that stays. */
  #shown: readonly [Summary | undefined, Spelling] | undefined;
  #hasAllCards = false;
  /** What gets the focus when the cards are shown again. */
  #focused: string | undefined;
  #inbox: Inbox | undefined;
  /** What the page was last told of. */
  #told: Inbox | undefined;
  #abort: AbortController | undefined;
  #come: Progress | undefined;
  #trouble: unknown;
  /** The business is none of those who wrote. */
  #isNobody = false;

  constructor() {
    super(STYLES);
    this.#pick.classList.add('main');
    this.base.append(
      make('div', { className: 'stack' }, this.#picker, this.#zone, this.#progress, this.#message, this.#question, this.#cards),
    );
    this.#picker.onchange = () => {
      const files = [...(this.#picker.files ?? [])];
      this.#picker.value = '';
      void this.read(files);
    };
    this.#zone.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.#zone.classList.add('over');
    });
    this.#zone.addEventListener('dragleave', () => this.#zone.classList.remove('over'));
    this.#zone.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#zone.classList.remove('over');
      void this.read([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** What has been read. */
  get inbox(): Inbox | undefined {
    return this.#inbox;
  }

  override attributeChangedCallback(name: string): void {
    super.attributeChangedCallback(name);
    if (name === 'time-zone') {
      void this.#followZone();
    }
  }

  /** Reads inputs as if they had been dropped. */
  async read(inputs: readonly InputPart[]): Promise<void> {
    if (inputs.length > 0 && !this.#abort) {
      this.#isNobody = false;
      await this.#run(inputs, async (options) => {
        const parts = await Promise.all(inputs.map((part) => lasting(part, options.signal)));
        const inbox = this.#inbox;
        const had = inbox?.summary.inputs.length ?? 0;
        if (inbox) {
          await inbox.add(parts, options);
        } else {
          this.#inbox = await this.#open(parts, options);
        }
        const files = this.#files.length;
        this.#files.push(...parts.map((part) => ({ part, own: {} })));
        this.#fileOf.push(...(this.#inbox?.summary.inputs.slice(had) ?? []).map((input) => files + input.part));
      });
      await this.#followZone();
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#abort?.abort();
    this.#inbox?.close();
    this.#inbox = undefined;
    this.#files = [];
    this.#fileOf = [];
    this.#business = [];
    this.#hasAllCards = false;
    this.#focused = undefined;
    this.#trouble = undefined;
    this.#isNobody = false;
    this.#takeBack();
    this.changed();
  }

  #open(inputs: readonly InputPart[], options: ReadOptions): Promise<Inbox> {
    const timeZone = this.getAttribute('time-zone');
    return open(inputs, timeZone ? { ...options, timeZone } : options);
  }

  /** Reads everything again, after an answer that changes what it means. If that fails, what was there stays. */
  async #again(files: Dropped[] = this.#files): Promise<void> {
    const parts = files.map(({ part }) => part);
    await this.#run(parts, async (options) => {
      const inbox = await this.#open(parts, { ...options, each: files.map(({ own }) => own) });
      this.#inbox?.close();
      this.#inbox = inbox;
      this.#files = files;
      this.#fileOf = inbox.summary.inputs.map(({ part }) => part);
    });
    await this.#followZone();
  }

  /** Times without a zone are in that of the page, unless something else has been said of their file. */
  async #followZone(): Promise<void> {
    const timeZone = this.getAttribute('time-zone');
    const summary = this.#inbox?.summary;
    const follows = (place: number) => this.#files[this.#fileOf[place] ?? -1]?.own.timeZone === undefined;
    const isBehind = timeZone !== null && summary !== undefined && summary.timeZone !== timeZone && this.#trouble === undefined;
    if (isBehind && !this.#abort && summary.inputs.some((input, place) => hasNaiveTimes(input) && follows(place))) {
      await this.#again();
    }
  }

  #correct(file: number, own: InputOptions, control?: string) {
    this.#focused = `[data-file="${file}"] ${control ? `[name=${control}]` : 'summary'}`;
    void this.#again(this.#files.map((dropped, place) => (place === file ? { ...dropped, own } : dropped)));
  }

  #leaveOut(file: number) {
    const others = this.#files.filter((_, place) => place !== file);
    if (others.length === 0) {
      this.clear();
    } else {
      void this.#again(others);
    }
    this.#pick.focus();
  }

  /** Reads, showing how far it has come, and then asks, or tells the page. */
  async #run(inputs: readonly InputPart[], read: (options: ReadOptions) => Promise<void>): Promise<void> {
    this.#reads = inputs;
    this.#abort = new AbortController();
    this.#come = undefined;
    this.#trouble = undefined;
    this.changed();
    try {
      await read({
        business: this.#business,
        onBadFile: 'leave-out',
        signal: this.#abort.signal,
        onProgress: (progress) => {
          this.#come = progress;
          this.changed();
        },
      });
      this.#pasted.hidden = true;
      this.#text.value = '';
      this.#tell();
    } catch (error) {
      this.#trouble = error;
      // An answer that came to nothing is taken back.
      this.#shown = undefined;
    } finally {
      this.#abort = undefined;
      this.changed();
    }
  }

  /** Some input has no name that is known to be the business's, or none can be read as they are. */
  get #isAsking(): boolean {
    return this.#isAskingForBusiness || this.#inbox?.summary.inputs.every(({ error }) => error !== undefined) === true;
  }

  get #isAskingForBusiness(): boolean {
    return !this.#isNobody && senders(this.#inbox?.summary).length > 0;
  }

  /** Hands over what can be asked. What was handed over before and is closed now is taken back. */
  #tell() {
    if (this.#inbox && !this.#isAsking) {
      this.#told = this.#inbox;
      this.emit<Opened>('inboxlens-open', { inbox: this.#inbox });
    } else if (this.#told && this.#told !== this.#inbox) {
      this.#takeBack();
    }
  }

  #takeBack() {
    this.#told = undefined;
    this.emit('inboxlens-clear', null);
  }

  #showPaste() {
    this.#pasted.hidden = !this.#pasted.hidden;
    if (!this.#pasted.hidden) {
      this.#text.focus();
    }
  }

  async #readPasted(): Promise<void> {
    const text = this.#text.value;
    if (text.trim()) {
      await this.read([text]);
    }
  }

  /** @internal */
  protected override show(): void {
    const { spelling: spell } = this;
    const isReading = this.#abort !== undefined;
    this.setAttribute('state', isReading ? 'reading' : !this.#inbox ? 'empty' : this.#isAsking ? 'asking' : 'open');
    this.#zone.classList.toggle('done', this.#inbox !== undefined);
    this.#invitation.textContent = spell.word('ui.drop');
    this.#invitation.hidden = this.#inbox !== undefined;
    this.#hint.textContent = spell.word('ui.drop-hint');
    this.#hint.hidden = this.#inbox !== undefined;
    this.#pick.textContent = spell.word(this.#inbox ? 'ui.add-file' : 'ui.pick');
    this.#paste.textContent = spell.word('ui.paste');
    this.#startOver.textContent = spell.word('ui.start-over');
    this.#startOver.hidden = !this.#inbox;
    this.#analyse.textContent = spell.word('ui.analyse');
    this.#text.placeholder = spell.word('ui.paste-hint');
    this.#text.setAttribute('aria-label', spell.word('ui.paste-hint'));
    this.#cancel.textContent = spell.word('ui.cancel');
    this.#pick.disabled = this.#paste.disabled = this.#analyse.disabled = isReading;
    this.#progress.hidden = !isReading;
    this.#showProgress();
    this.#message.textContent = this.#trouble === undefined ? '' : this.#troubleInWords(this.#trouble);
    this.#message.hidden = this.#trouble === undefined;
    this.#showQuestion(isReading);
    this.#cards.hidden = isReading;
    this.#showCards(this.#inbox?.summary);
  }

  #showCards(summary: Summary | undefined) {
    const { spelling: spell } = this;
    if (this.#shown?.[0] === summary && this.#shown?.[1] === spell) {
      return;
    }
    this.#shown = [summary, spell];
    this.#cards.replaceChildren(...(summary ? this.#cardsOf(summary) : []));
    if (this.#focused) {
      this.#cards.querySelector<HTMLElement>(this.#focused)?.focus();
    }
    this.#focused = undefined;
  }

  #showProgress() {
    const { spelling: spell } = this;
    const { bytes = 0, total = null, messages = 0 } = this.#come ?? {};
    if (total === null || !this.#come) {
      this.#bar.removeAttribute('value');
    } else {
      this.#bar.max = total;
      this.#bar.value = bytes;
    }
    this.#bar.setAttribute('aria-label', spell.word('ui.loading'));
    const slots = { read: spell.bytes(bytes), total: spell.bytes(total ?? 0), messages: spell.number(messages) };
    this.#reading.textContent = this.#come ? spell.word(total === null ? 'ui.reading-on' : 'ui.reading', slots) : spell.word('ui.loading');
  }

  #troubleInWords(error: unknown): string {
    const { spelling: spell } = this;
    if (!(error instanceof InboxLensError)) {
      throw error;
    }
    if (error.code === 'cancelled') {
      return spell.word('ui.cancelled');
    }
    const place = placeInWords(spell, error.facts);
    const file = this.#reads.length > 1 ? this.#reads[error.file ?? -1] : undefined;
    const name = file instanceof File ? `${file.name}: ` : '';
    return [name + this.wordOf(error), place && `(${place})`].filter(Boolean).join(' ');
  }

  /** Which of the names is the business. */
  #showQuestion(isReading: boolean) {
    const names = senders(this.#inbox?.summary);
    this.#question.hidden = isReading || !this.#isAskingForBusiness;
    if (this.#question.hidden) {
      this.#question.replaceChildren();
      return;
    }
    const { spelling: spell } = this;
    const likely = new Set(this.#inbox?.summary.inputs.map(({ likelyBusiness }) => likelyBusiness));
    const boxes = names.slice(0, MOST_SENDERS).map(({ name, messages }) =>
      make('label', {},
        make('input', { type: 'checkbox', name: 'business', value: name, checked: likely.has(name) }),
        make('bdi', { textContent: name }),
        make('span', { className: 'muted', textContent: spell.word('ui.messages', { count: spell.number(messages) }) })));
    const answer = make('button', { type: 'submit', className: 'main', textContent: spell.word('ui.analyse') });
    const nobody = button(spell.word('ui.nobody'), () => this.#answered([]));
    this.#question.onsubmit = (event) => {
      event.preventDefault();
      this.#answered(new FormData(this.#question).getAll('business').map(String));
    };
    this.#question.replaceChildren(
      make('fieldset', {},
        make('legend', { textContent: spell.word('ui.which-business') }),
        make('p', { className: 'muted', textContent: spell.word('ui.which-business-hint') }),
        ...boxes),
      make('div', { className: 'row' }, answer, nobody),
    );
  }

  #answered(business: string[]) {
    if (business.length === 0) {
      this.#isNobody = true;
      this.#tell();
      this.changed();
      return;
    }
    this.#business.push(...business);
    void this.#again();
  }

  #cardsOf(summary: Summary): HTMLElement[] {
    const { spelling: spell } = this;
    const counts = [
      spell.word('ui.conversations', { count: spell.number(summary.conversations) }),
      spell.word('ui.messages', { count: spell.number(summary.messages) }),
      ...(summary.from !== null && summary.to !== null
        ? [`${spell.instant(summary.from, summary.timeZone)} – ${spell.instant(summary.to, summary.timeZone)}`]
        : []),
    ].join(' · ');
    const lines = Object.entries(summary.announced).filter(([, { announced, given }]) => announced > given).map(([source, { announced, given }]) =>
      spell.word('ui.announced', {
        source: spell.word(`format.${source}`), given: spell.number(given), announced: spell.number(announced),
      }));
    const facts = make('div', { className: 'card', part: 'card' }, make('p', { className: 'title', textContent: counts }),
      ...lines.map((textContent) => make('p', { textContent })));
    return [facts, ...this.#filesOf(summary)];
  }

  /** A card for each file, those that need a look first. */
  #filesOf({ inputs, timeZone, clocks }: Summary): HTMLElement[] {
    const { spelling: spell } = this;
    const cards = inputs.map((input, place) => {
      const file = this.#fileOf[place] ?? place;
      const own = this.#files[file]?.own ?? {};
      const isZoneLearnt = input.format !== undefined && clocks[input.format]?.zone === 'learnt';
      const card = fileCard(spell, { input, own, timeZone, isZoneLearnt, isOneOfFew: inputs.length <= FEW }, {
        correct: (own, control) => this.#correct(file, own, control),
        leaveOut: () => this.#leaveOut(file),
      });
      card.dataset.file = String(file);
      return card;
    });
    cards.sort((a, b) => Number(b.classList.contains('trouble')) - Number(a.classList.contains('trouble')));
    if (this.#hasAllCards || cards.length <= MOST_CARDS) {
      return cards;
    }
    const all = button(spell.word('ui.all-files', { count: spell.number(cards.length) }), () => {
      this.#hasAllCards = true;
      this.#shown = undefined;
      this.changed();
    });
    return [...cards.slice(0, MOST_CARDS), all];
  }
}

/** What can be read more than once: a response or a stream is used up by it. */
async function lasting(part: InputPart, signal: AbortSignal | undefined): Promise<InputPart> {
  if (!(part instanceof Response || part instanceof ReadableStream)) {
    return part;
  }
  const whole = part instanceof Response ? part.blob() : new Response(part).blob();
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(cancelled()), { once: true });
  });
  return new File([await Promise.race([whole, stopped])], nameOf(part).split('/').pop() ?? '');
}

/** Who wrote in inputs that know no agents, unless it has been said who is the business; the most frequent first. */
function senders(summary: Summary | undefined): { name: string; messages: number }[] {
  const unnamed = (summary?.inputs ?? []).filter((input) => !input.isBusinessNamed);
  const counts = new Map<string, number>();
  for (const { name, messages } of unnamed.flatMap((input) => input.senders ?? [])) {
    counts.set(name, (counts.get(name) ?? 0) + messages);
  }
  return [...counts].map(([name, messages]) => ({ name, messages })).sort((a, b) => b.messages - a.messages);
}
