import type { ClockId, Hours, OpenInterval, PolicyChoice, Query, Schedule } from '../types.js';
import { InboxLensElement } from './base.js';
import { button, make } from './dom.js';

/** Browsers drop a whole rule for a selector they do not know, so that each thumb has its own. */
const THUMB = `
  appearance: none;
  box-sizing: border-box;
  inline-size: var(--_thumb);
  block-size: var(--_thumb);
  border: 2px solid var(--_accent);
  border-radius: 50%;
  background: var(--_surface);
  pointer-events: auto;
  touch-action: pan-y;
  cursor: ew-resize;
`;

const STYLES = `
:host { --_thumb: 1.5rem; font-size: 0.875rem; }
[part='base'] { display: grid; gap: 0.75rem; }
fieldset { display: grid; gap: 0.5rem; min-width: 0; margin: 0; padding: 0; border: 0; }
fieldset:disabled { opacity: 0.55; }
.check { display: flex; align-items: center; gap: 0.5rem; min-height: 2rem; }
.clock { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.day { display: grid; grid-template-columns: 6rem minmax(9rem, 1fr) 11rem; align-items: center; gap: 0 0.75rem; min-height: 2rem; }
.axis { min-height: 0; font-size: 0.75rem; color: var(--_muted); }
.axis > div { grid-column: 2; display: flex; justify-content: space-between; margin-inline: calc(var(--_thumb) / 2); }
.axis span { inline-size: 0; display: flex; justify-content: center; }
.times { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.25rem; }
.times .muted { flex-basis: 100%; }
input[type='time'] { min-height: 2rem; padding: 0 0.25rem; }
input[type='time']::-webkit-calendar-picker-indicator { display: none; }
.track { position: relative; block-size: 2rem; }
.bar {
  position: absolute;
  inset-block: 0.75rem;
  inset-inline: calc(var(--_thumb) / 2);
  border-radius: 0.25rem;
  background: repeating-linear-gradient(to right, var(--_muted) 0 1px, transparent 1px 25%), var(--_grid);
}
.bar i { position: absolute; inset-block: 0; background: var(--_accent); border-radius: 0.25rem; }
.bar i.next { opacity: 0.5; }
input[type='range'] {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  min-height: 0;
  block-size: 100%;
  margin: 0;
  padding: 0;
  border: 0;
  background: none;
  appearance: none;
  pointer-events: none;
}
input[type='range']::-webkit-slider-thumb { ${THUMB} }
input[type='range']::-moz-range-thumb { ${THUMB} }
input[type='range']:focus-visible { outline: none; }
input[type='range']:focus-visible::-webkit-slider-thumb { outline: 2px solid var(--_accent); outline-offset: 2px; }
input[type='range']:focus-visible::-moz-range-thumb { outline: 2px solid var(--_accent); outline-offset: 2px; }
.foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1rem; font-size: 0.8125rem; }
.foot button { min-height: 2rem; }
.small { font-size: 0.8125rem; }
@media (max-width: 34rem) {
  .day { grid-template-columns: 1fr 11rem; }
  .times { justify-content: end; }
  .track { grid-row: 2; grid-column: 1 / -1; }
  .axis > div { grid-column: 1 / -1; }
}
`;

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Day = (typeof DAYS)[number];

/** So many minutes are one step of a thumb, and the least that lies between two. */
const STEP = 15;
const WHOLE_DAY = 24 * 60;
const USUAL: readonly OpenInterval[] = [['09:00', '18:00']];
const USUAL_WEEK: Hours['week'] = { mon: USUAL, tue: USUAL, wed: USUAL, thu: USUAL, fri: USUAL };

/** What opening hours are of a query. Without a schedule there are none. */
export type HoursChoice = Pick<Query, 'schedule' | 'policy'>;

/** One of the two ends of a day: the time at which it opens, or closes. */
type End = 0 | 1;

interface Row {
  day: Day;
  open: HTMLInputElement;
  name: HTMLElement;
  track: HTMLElement;
  bar: HTMLElement;
  times: HTMLElement;
  next: HTMLElement;
  thumbs: readonly [HTMLInputElement, HTMLInputElement];
  fields: readonly [HTMLInputElement, HTMLInputElement];
}

/**
 * Opening hours: whether there are any, from when to when each weekday is open, dragged or typed, and whether durations
 * count all time or open time only.
 *
 * Set `value` and `timeZone`. Emits `inboxlens-hours` with a {@link HoursChoice}, while something is dragged, too. Of a
 * day with breaks the first and the last time are changed; holidays, exceptions, and hours of teams and agents stay.
 *
 * Parts: `base`, `day`, `track`, `error`.
 */
export class InboxLensHours extends InboxLensElement {
  static readonly tag = 'inboxlens-hours';

  readonly #isOn = make('input', { type: 'checkbox', onchange: () => this.#choose(this.#isOn.checked ? this.#schedule : undefined) });
  readonly #onText = make('span');
  readonly #clocks = (['business', 'wall'] as const).map((clock) => ({
    clock,
    text: make('span'),
    input: make('input', { type: 'radio', name: 'clock', onchange: () => this.#chooseClock(clock) }),
  }));
  readonly #rows = DAYS.map((day) => this.#row(day));
  readonly #axis = make('div');
  readonly #same = button('', () => this.#makeSame());
  readonly #zone = make('span', { className: 'muted' });
  readonly #rest = make('p', { className: 'muted small' });
  readonly #clockField = make(
    'div', { className: 'clock', attributes: { role: 'radiogroup' } },
    ...this.#clocks.map(({ input, text }) => make('label', { className: 'check' }, input, text)),
  );
  readonly #fields = make(
    'fieldset', {}, this.#clockField,
    make('div', { className: 'day axis', attributes: { 'aria-hidden': 'true' } }, this.#axis),
    ...this.#rows.map(({ open, name, track, times, day }) =>
      make('div', { className: 'day', part: 'day', id: day, attributes: { role: 'group' } },
        make('label', { className: 'check' }, open, name), track, times)),
    make('div', { className: 'foot' }, this.#same, this.#zone), this.#rest,
  );

  #value: HoursChoice = {};
  #timeZone = '';
  /** As it is, or was before it was switched off; the same of the clock, and of days that were closed. */
  #schedule: Schedule = { week: USUAL_WEEK };
  #clock: ClockId | undefined = 'business';
  readonly #closed = new Map<Day, readonly OpenInterval[]>();
  /** The day that was changed last. */
  #changed: Day = 'mon';

  constructor() {
    super(STYLES);
    this.base.append(make('label', { className: 'check' }, this.#isOn, this.#onText), this.#fields);
  }

  override connectedCallback(): void {
    this.adopt('value', 'timeZone');
    super.connectedCallback();
  }

  get value(): HoursChoice {
    return this.#value;
  }

  set value(value: HoursChoice) {
    this.#value = value;
    if (value.schedule) {
      this.#schedule = value.schedule;
      this.#clock = clockOf(value.policy);
    }
    this.changed();
  }

  /** The zone of the query, for schedules that name none. */
  get timeZone(): string {
    return this.#timeZone;
  }

  set timeZone(timeZone: string) {
    this.#timeZone = timeZone;
    this.changed();
  }

  #row(day: Day): Row {
    const both = <T>(make: (end: End) => T) => [make(0), make(1)] as const;
    const thumbs = both((end) => make('input', {
      type: 'range', min: '0', max: String(WHOLE_DAY), step: String(STEP),
      oninput: ({ target }) => this.#move(day, end, Number((target as HTMLInputElement).value), true),
    }));
    const fields = both((end) => make('input', {
      type: 'time', required: true,
      onchange: ({ target }) => this.#type(day, end, (target as HTMLInputElement).value),
    }));
    const bar = make('div', { className: 'bar' });
    const next = make('span', { className: 'muted small' });
    return {
      day, thumbs, fields, bar, next,
      open: make('input', { type: 'checkbox', onchange: ({ target }) => this.#open(day, (target as HTMLInputElement).checked) }),
      name: make('span'),
      track: make('div', { className: 'track', part: 'track' }, bar, ...thumbs),
      times: make('div', { className: 'times' }, fields[0], '–', fields[1], next),
    };
  }

  /** The day that others can be made like: the one that was changed last, or else the first that is open. */
  get #latest(): Day {
    const isOpen = (day: Day) => this.#intervals(day).length > 0;
    return isOpen(this.#changed) ? this.#changed : DAYS.find(isOpen) ?? this.#changed;
  }

  #intervals(day: Day): readonly OpenInterval[] {
    return this.#schedule.week?.[day] ?? [];
  }

  /** @internal */
  protected override show(): void {
    const { spelling: spell } = this;
    const { schedule } = this.#value;
    this.#isOn.checked = schedule !== undefined;
    this.#onText.textContent = spell.word('ui.hours-on');
    this.#fields.disabled = !schedule;
    this.#clockField.setAttribute('aria-label', spell.word('ui.hours-clock'));
    for (const { clock, input, text } of this.#clocks) {
      input.checked = clock === this.#clock;
      text.textContent = spell.word(`clock.${clock}`);
    }
    this.#axis.replaceChildren(...[0, 6, 12, 18, 24].map((hour) => make('span', { textContent: spell.hour(hour) })));
    this.#rows.forEach((row, place) => this.#showDay(row, spell.weekday(place + 1)));
    this.#same.textContent = spell.word('ui.hours-same', { day: spell.weekday(DAYS.indexOf(this.#latest) + 1) });
    this.#same.hidden = this.#intervals(this.#latest).length === 0;
    this.#zone.textContent = (this.#schedule.timeZone ?? this.#timeZone).replaceAll('_', ' ');
    const { closed, exceptions, teams, agents } = this.#schedule;
    this.#rest.textContent = spell.word('ui.hours-rest');
    this.#rest.hidden = ![closed, exceptions, teams, agents].some((part) => part && Object.keys(part).length > 0);
  }

  #showDay({ day, open, name, track, bar, times, next, thumbs, fields }: Row, dayName: string) {
    const { spelling: spell } = this;
    const intervals = this.#intervals(day);
    open.checked = intervals.length > 0;
    name.textContent = dayName;
    open.closest('.day')?.setAttribute('aria-label', dayName);
    track.hidden = times.hidden = !open.checked;
    if (!open.checked) {
      return;
    }
    const ends = endsOf(intervals);
    for (const end of [0, 1] as const) {
      const [thumb, field, minutes] = [thumbs[end], fields[end], ends[end]];
      const label = spell.word(end === 0 ? 'ui.hours-from' : 'ui.hours-to', { day: dayName });
      thumb.value = String(minutes);
      // What is being typed is not typed over.
      const text = clockTime(minutes % WHOLE_DAY);
      if (field.value !== text) {
        field.value = text;
      }
      thumb.setAttribute('aria-label', label);
      thumb.setAttribute('aria-valuetext', clockTime(minutes));
      field.setAttribute('aria-label', label);
    }
    // At the end of the day the thumb that can still go back lies on top.
    thumbs[0].style.zIndex = ends[0] > WHOLE_DAY / 2 ? '1' : '';
    next.textContent = spell.word('ui.hours-next');
    next.hidden = !isNight(intervals.at(-1) ?? ['00:00', '24:00']);
    bar.replaceChildren(...intervals.flatMap(piecesOf).map(({ from, to, isNext }) => {
      const piece = make('i', { className: isNext ? 'next' : '' });
      piece.style.insetInlineStart = `${(from / WHOLE_DAY) * 100}%`;
      piece.style.inlineSize = `${((to - from) / WHOLE_DAY) * 100}%`;
      return piece;
    }));
  }

  #open(day: Day, isOpen: boolean) {
    if (isOpen) {
      const latest = this.#intervals(this.#latest);
      this.#setDay(day, this.#closed.get(day) ?? (latest.length > 0 ? latest : USUAL));
    } else {
      this.#closed.set(day, this.#intervals(day));
      this.#setDay(day, []);
    }
  }

  /** A time that is typed may make one interval a night; what is dragged, or has breaks, keeps its order. */
  #type(day: Day, end: End, text: string) {
    if (text) {
      const minutes = minutesOf(text);
      this.#move(day, end, end === 1 && minutes === 0 ? WHOLE_DAY : minutes, this.#intervals(day).length > 1);
    }
  }

  #move(day: Day, end: End, minutes: number, isBound: boolean) {
    const intervals = [...this.#intervals(day)];
    const place = end === 0 ? 0 : intervals.length - 1;
    const interval = intervals[place];
    if (interval) {
      intervals[place] = moved(interval, end, minutes, isBound);
      this.#setDay(day, intervals);
    }
  }

  #makeSame() {
    const intervals = this.#intervals(this.#latest);
    const open = DAYS.filter((day) => this.#intervals(day).length > 0);
    this.#setWeek(Object.fromEntries(open.map((day) => [day, intervals])));
  }

  #setDay(day: Day, intervals: readonly OpenInterval[]) {
    const { [day]: _, ...others } = this.#schedule.week ?? {};
    this.#changed = day;
    this.#setWeek(intervals.length > 0 ? { ...others, [day]: intervals } : others);
  }

  #setWeek(week: Hours['week']) {
    this.#choose({ ...this.#schedule, week });
  }

  #chooseClock(clock: ClockId) {
    this.#clock = clock;
    this.#choose(this.#schedule);
  }

  #choose(schedule: Schedule | undefined) {
    const policy = withClock(this.#value.policy, schedule && this.#clock);
    this.#value = { ...(schedule ? { schedule } : {}), ...(policy ? { policy } : {}) };
    this.#schedule = schedule ?? this.#schedule;
    this.changed();
    this.emit<HoursChoice>('inboxlens-hours', this.#value);
  }
}

/** Which clock a policy names; of a preset that names none here, it is not known. */
function clockOf(policy: PolicyChoice = 'default'): ClockId | undefined {
  const { preset = 'default', clock } = typeof policy === 'string' ? { preset: policy } : policy;
  return clock ?? (preset === 'default' ? 'wall' : undefined);
}

/** A policy with a clock, or with that of its preset; nothing if that is all that there is of it. */
function withClock(policy: PolicyChoice | undefined, clock: ClockId | undefined): PolicyChoice | undefined {
  const { clock: _, ...others } = typeof policy === 'string' ? { preset: policy } : policy ?? {};
  const all = { ...others, ...(clock ? { clock } : {}) };
  return Object.keys(all).length > 0 ? all : undefined;
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

function clockTime(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** When a day opens first and closes last. */
function endsOf(intervals: readonly OpenInterval[]): readonly [number, number] {
  return [minutesOf(intervals[0]?.[0] ?? ''), minutesOf(intervals.at(-1)?.[1] ?? '')];
}

/** Whether it ends on the next day. */
function isNight([from, to]: OpenInterval): boolean {
  return minutesOf(to) <= minutesOf(from);
}

/** An interval on a bar of one day: what it has of the next day begins at the start again. */
function piecesOf(interval: OpenInterval) {
  const [from, to] = interval.map(minutesOf) as [number, number];
  return isNight(interval)
    ? [{ from, to: WHOLE_DAY, isNext: false }, { from: 0, to, isNext: true }]
    : [{ from, to, isNext: false }];
}

/** An interval of which one end has moved; bound, it stays within its day or over its night. It is never empty. */
function moved(interval: OpenInterval, end: End, minutes: number, isBound: boolean): OpenInterval {
  const [from, to] = interval.map(minutesOf) as [number, number];
  const night = isNight(interval);
  const least = end === 0 ? (night ? to + STEP : 0) : night ? STEP : from + STEP;
  const most = end === 0 ? (night ? WHOLE_DAY - STEP : to - STEP) : night ? from - STEP : WHOLE_DAY;
  const isEmpty = minutes === (end === 0 ? to : from);
  const time = clockTime(isBound || isEmpty ? Math.max(least, Math.min(most, minutes)) : minutes);
  return end === 0 ? [time, interval[1]] : [interval[0], time];
}
