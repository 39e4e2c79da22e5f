/** Words, numbers, dates and lengths of time, as a language spells them. */
import { LANGUAGES } from './lang/index.js';
import type { DimensionId, Language, LanguageId, Period, StepId, Words } from './types.js';

/** The words of the languages that have been loaded. */
const spoken = new Map<LanguageId, Words>();

/** By the language and its script, which a tag such as `zh-TW` only implies; else by the language alone. */
function find(tag: string) {
  const known = (id: string) => LANGUAGES.find((language) => language.id === id);
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return known(`${language}-${script}`) ?? known(language) ?? LANGUAGES[0];
  } catch {
    return LANGUAGES[0];
  }
}

/** The language of a tag such as `en-GB`; English where it is none of ours. */
export function language(tag: string): Language {
  const { id, name, dir } = find(tag);
  return { id, name, dir };
}

/** The languages that there are. */
export function allLanguages(): readonly Language[] {
  return LANGUAGES.map(({ id }) => language(id));
}

/**
 * Loads the words of a language, by a BCP 47 tag. Elements and `draw` do so by themselves; whoever spells or explains
 * ({@link spelling}, `metricInfo`) asks for it first. In Node all words are at hand.
 */
export async function loadLanguage(tag: string): Promise<Language> {
  const { id, load } = find(tag);
  if (!spoken.has(id)) {
    speak(id, (await load()).words);
  }
  return language(id);
}

/** Whether nothing has to be loaded for it. @internal */
export function isSpoken(tag: string): boolean {
  return spoken.has(find(tag).id);
}

/** Makes the words of a language known. @internal */
export function speak(id: LanguageId, words: Words): void {
  spoken.set(id, words);
}

const spellings = new Map<string, Spelling>();

/** How a language spells, for a BCP 47 tag. */
export function spelling(tag: string): Spelling {
  let known = spellings.get(tag);
  if (!known) {
    known = new Spelling(tag);
    spellings.set(tag, known);
  }
  return known;
}

/** Monday 2024-01-01, for the names of weekdays. */
const A_MONDAY = Date.UTC(2024, 0, 1);

export class Spelling {
  readonly tag: string;
  readonly #language: Language;
  readonly #locale: string;
  readonly #formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

  constructor(tag: string) {
    this.#language = language(tag);
    this.tag = tag;
    // Digits as everybody reads them on a chart; a tag such as `ar-u-nu-arab` asks for others.
    this.#locale = /-u-/.test(tag) ? tag : `${supported(tag)}-u-nu-latn`;
  }

  get dir(): 'ltr' | 'rtl' {
    return this.#language.dir;
  }

  /** The text of a key, with its slots filled; the key itself where there is none, or the language is not loaded. */
  word(key: string, slots?: Readonly<Record<string, string | number>>): string {
    const text = spoken.get(this.#language.id)?.[key] ?? key;
    return slots ? text.replace(/\{(\w+)\}/g, (slot, name: string) => String(slots[name] ?? slot)) : text;
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return this.#format(options, () => new Intl.NumberFormat(this.#locale, options)) as Intl.NumberFormat;
  }

  #date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.#format(options, () => new Intl.DateTimeFormat(this.#locale, options)) as Intl.DateTimeFormat;
  }

  #format(options: object, make: () => Intl.DateTimeFormat | Intl.NumberFormat) {
    const key = JSON.stringify(options);
    let format = this.#formats.get(key);
    if (!format) {
      format = make();
      this.#formats.set(key, format);
    }
    return format;
  }

  /** Several things after each other: `Ana, Omar`. */
  list(texts: readonly string[]): string {
    return texts.join(this.word('ui.list-comma'));
  }

  number(value: number): string {
    return this.#number({ maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 }).format(value);
  }

  percent(share: number): string {
    return this.#number({ style: 'percent', maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0 }).format(share);
  }

  /** A share with its sign: `+12%`. */
  signedPercent(share: number): string {
    const maximumFractionDigits = Math.abs(share) < 0.1 ? 1 : 0;
    return this.#number({ style: 'percent', maximumFractionDigits, signDisplay: 'exceptZero' }).format(share);
  }

  /** A length of time in its two largest units: `1 h 20 min`. */
  duration(ms: number): string {
    const seconds = Math.round(Math.abs(ms) / 1000);
    const units: [number, string][] = [
      [Math.floor(seconds / 86_400), 'day'],
      [Math.floor(seconds / 3600) % 24, 'hour'],
      [Math.floor(seconds / 60) % 60, 'minute'],
      [seconds % 60, 'second'],
    ];
    const first = Math.max(0, units.findIndex(([count]) => count > 0));
    const start = seconds === 0 ? 3 : first;
    const shown = units.slice(start, start + 2).filter(([count], place) => place === 0 || count > 0);
    return shown.map(([count, unit]) => this.#number({ style: 'unit', unit, unitDisplay: 'short' }).format(count)).join(' ');
  }

  /** An amount of money, in a currency by its code where it is known. */
  money(value: number, currency?: string): string {
    try {
      return currency ? this.#number({ style: 'currency', currency }).format(value) : this.#plainMoney(value);
    } catch {
      // Not every source keeps to codes of three letters.
      return `${this.#plainMoney(value)} ${currency}`;
    }
  }

  #plainMoney(value: number): string {
    return this.#number({ maximumFractionDigits: 2 }).format(value);
  }

  /** A value in its unit; of money, in its currency. */
  value(value: number | null | undefined, unit: string, currency?: string): string {
    if (value === null || value === undefined) {
      return '–';
    }
    switch (unit) {
      case 'milliseconds':
        return this.duration(value);
      case 'share':
        return this.percent(value);
      case 'money':
        return this.money(value, currency);
      default:
        return this.number(value);
    }
  }

  /** A difference, with its sign. */
  signed(value: number, unit: string): string {
    const sign = value > 0 ? '+' : value < 0 ? '−' : '';
    // The mark keeps the sign before the number where text runs the other way.
    return `\u200e${sign}${this.value(Math.abs(value), unit)}`;
  }

  /** What a rate is made of: `12 of 40`. */
  ofAll(numerator: number, denominator: number): string {
    return this.word('ui.of', { numerator: this.number(numerator), denominator: this.number(denominator) });
  }

  /** Where the true share lies: `95%: 18% to 45%`. */
  interval([from, to]: readonly [number, number]): string {
    return this.word('ui.interval', { from: this.percent(from), to: this.percent(to) });
  }

  bytes(bytes: number): string {
    const [divisor, unit] = bytes < 1e6 ? [1e3, 'kilobyte'] : [1e6, 'megabyte'];
    return this.#number({ style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / divisor);
  }

  /** The short label of a bucket, from the local time `2025-03-01T00:00` at which it starts. */
  bucket(local: string, step: StepId): string {
    const at = Date.parse(`${local}:00Z`);
    if (step === 'hour') {
      return local.endsWith('T00:00')
        ? this.#date({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at)
        : this.#date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }).format(at);
    }
    const options: Intl.DateTimeFormatOptions =
      step === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' };
    return this.#date({ ...options, timeZone: 'UTC' }).format(at);
  }

  /** The full name of a bucket. */
  bucketName(local: string, step: StepId): string {
    const at = Date.parse(`${local}:00Z`);
    const date: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
    switch (step) {
      case 'hour':
        return this.#date({ ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }).format(at);
      case 'month':
        return this.#date({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
      default:
        return this.#date({ ...date, timeZone: 'UTC' }).format(at);
    }
  }

  /** An instant on a clock in `timeZone`. */
  instant(at: number, timeZone: string): string {
    const options: Intl.DateTimeFormatOptions =
      { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone };
    return this.#date(options).format(at);
  }

  /** The days of a period: `1 – 31 Mar 2025`. */
  period({ start, end, timeZone }: Pick<Period, 'start' | 'end' | 'timeZone'>): string {
    return this.#date({ day: 'numeric', month: 'short', year: 'numeric', timeZone }).formatRange(start, Math.max(start, end - 1));
  }

  /** 1 is Monday. */
  weekday(number: number): string {
    return this.#date({ weekday: 'short', timeZone: 'UTC' }).format(A_MONDAY + (number - 1) * 86_400_000);
  }

  hour(hour: number): string {
    return this.#number({ minimumIntegerDigits: 2 }).format(hour);
  }

  /** What a dimension is called: an attribute by its own key. */
  dimension(by: DimensionId): string {
    return by.startsWith('attribute:') ? by.slice('attribute:'.length) : this.word(`dimension.${by}`);
  }

  /** What a key of a dimension is called. */
  key(by: string, key: string | null, label: string | null): string {
    if (key === null) {
      const own = this.word(`none.${by}`);
      return own === `none.${by}` ? this.word('none') : own;
    }
    switch (by) {
      case 'weekday':
        return this.weekday(Number(key));
      case 'hour':
        return this.hour(Number(key));
      case 'status':
      case 'origin':
      case 'actor':
      case 'message-kind':
      case 'business-hours':
      case 'bot-involved':
      case 'bot-outcome':
      case 'window':
        return this.word(`${by}.${key}`);
      default:
        return label ?? key;
    }
  }
}

/** The tag, if the platform can format in it. */
function supported(tag: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
