/**
 * The shapes of questions and answers. Instants are milliseconds since 1970 (UTC), durations milliseconds, shares
 * numbers from 0 to 1. `null` means that there is no value; it never means 0.
 */
import type {
  ActorId, AssumptionId, ChartId, ClockId, CohortId, ColumnRole, CohortMetricId, ColumnKindId, ComparableMetricId, CompareId, CountedMetricId, CreditId,
  CsatId, DashboardId, DateBasisId, DateOrderId, DimensionId, DurationId, ErrorCode, FactId, FaultCode, FindingId,
  FirstResponseFromId, FormatId, HappenedId, LanguageId, MetricId, NoteId, PolicyFieldId, PolicyPresetId, PresetId,
  ReadOverId, ReasonId, ResolutionId, SeverityId, SnapshotAtId, SpreadMetricId, StatId, StepId, TableId, TurnStartId,
  UnitId, VendorTimeId, VerdictId, WaitingMetricId, WeekStartId,
} from './ids.js';

export type * from './ids.js';

/** Anything that conversation data can come in. A stream or a response is used up by it. */
export type InputPart =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | Response
  | ReadableStream<Uint8Array>
  | { readonly [key: string]: unknown };

/** One input, or several: pages of an API, files of several chats. An array of plain objects is one JSON array. */
export type Input = InputPart | readonly InputPart[];

/** What a person knows of an input, and it does not say. */
export interface InputOptions {
  /**
   * What the input is; by default it is recognised by what stands in it. Of rows that no source is known to write, a
   * mapping says which column is what; else it is guessed, and shown in `summary.inputs`.
   */
  format?: 'auto' | FormatId | Mapping;
  /** Names that are the business's own, for exports that know no agents. */
  business?: string | readonly string[];
  /** The order of day and month, for exports whose dates leave it open. */
  dateOrder?: DateOrderId;
  /** IANA name: the zone of times without one. By default the one that the source's ids tell, or else that of the inbox. */
  timeZone?: string;
}

export interface ReadOptions extends Omit<InputOptions, 'timeZone'> {
  /** What goes for a single one of several inputs, in their order: `[{}, { timeZone: 'Asia/Riyadh' }]`. */
  each?: readonly (InputOptions | undefined)[];
  /**
   * What becomes of the others when one input cannot be read. `throw`, the default: nothing is read. `leave-out`: they
   * are read, and `summary.inputs` says of that one which error it has, even if that goes for all of them.
   */
  onBadFile?: 'throw' | 'leave-out';
  /** Called every tenth of a second or so while an input is read. */
  onProgress?: (progress: Progress) => void;
  /** Ends the reading; what was read before stays as it was, and the call throws an error of code `cancelled`. */
  signal?: AbortSignal;
}

/**
 * Which column of a row is what: in JSON the path to it, `'author.id'`. A row is a message if `at` is among them, and else a
 * conversation. A message needs an `at` and a `conversation`, or else a `contact`, all of whose messages are one thread,
 * cut where it was silent for a day; a conversation needs a `conversation`. With a `convertedAt` a row is a purchase, or
 * another conversion; it needs a `contact`, `phone`, `email`, `externalId`, `clientId` or `clickId`, and is of the
 * conversation of this contact, in whatever input, that was last begun before. With a `stage`, only what is won counts.
 */
export type Mapping = { readonly [role in ColumnRole]?: string } & {
  /** The path to the array of rows, `'data.items'`; by default the text is an array of rows, or has a row on each line. */
  rows?: string;
  /** What the values of a column mean where they are no words that are understood anyhow: `{ sender: { '1': 'contact' } }`. */
  words?: { readonly [role in ColumnRole]?: Readonly<Record<string, string>> };
};

export interface OpenOptions extends ReadOptions {
  /** IANA name: the zone of questions, and of times without one. By default the platform's own. */
  timeZone?: string;
  /** Whether to read and count in a worker. By default where there is one. */
  worker?: boolean;
}

export interface Progress {
  /** Bytes read so far, unpacked. */
  bytes: number;
  /** All bytes, where that is known beforehand. */
  total: number | null;
  messages: number;
}

/** What an inbox holds. */
export interface Summary {
  inputs: readonly InputSummary[];
  /** As the sources give them, before any policy cuts them. */
  conversations: number;
  messages: number;
  contacts: number;
  agents: number;
  /** The first and the last instant in the data. */
  from: number | null;
  to: number | null;
  timeZone: string;
  /** The facts that at least one conversation has. */
  coverage: readonly FactId[];
  /** What is told of contacts under keys of the source's own, what most of them have first. */
  attributes: readonly AttributeSummary[];
  /** How many conversations a source says it has, and how many of it there are, by the source's id. */
  announced: { readonly [source in FormatId]?: { announced: number; given: number } };
  /** What the ids of a source tell of the clock that it shows times of without a zone, by the source's id. */
  clocks: Readonly<Record<string, ClockSummary>>;
  warnings: readonly Warning[];
}

/** A clock whose zone is not told. Inputs for which a zone is given (`each`) have no part in it. */
export interface ClockSummary {
  /**
   * The zone in which times without one were read: the inbox's own, of which ids tell nothing (`declared`) or that it is the
   * right one (`confirmed`); another one, which ids tell (`learnt`); or the inbox's own though ids tell of several clocks at
   * the same time (`contradicted`).
   */
  zone: 'declared' | 'confirmed' | 'learnt' | 'contradicted';
  /** Which offsets from UTC it had when, as far as ids tell, in order. A learnt zone has the nearest ones elsewhere. */
  seen: readonly { from: number; to: number; offsetMs: number }[];
}

/** An attribute of contacts, which the dimension `attribute:` and its key splits and filters by. */
export interface AttributeSummary {
  key: string;
  /** How many contacts have it, and how many different values. */
  contacts: number;
  values: number;
}

export interface InputSummary {
  /** The file's name, where the input is one. */
  name: string;
  /** Which of those that were given to the reading it is in, from 0; an archive holds several. */
  part: number;
  /** Not of what is of no known format. */
  format?: FormatId;
  /** What it was recognised by: `recognised.` and this is the key of a word. */
  reason?: string;
  /** What was read from it, repeats of what other inputs say among it. */
  rows: RowCounts;
  /** What was not read as it stands. */
  warnings: readonly Warning[];
  /** Why it was left out. */
  error?: ErrorFacts;
  /** The chat's name, from the file's. */
  chat?: string;
  /** Who wrote, in exports that know no agents. */
  senders?: readonly { name: string; messages: number }[];
  /** One of the senders was named as the business. */
  isBusinessNamed?: boolean;
  /** Who is most likely the business: the name that writes in several chats of the reading and is the name of none. */
  likelyBusiness?: string;
  /** More than two have written. */
  isGroup?: boolean;
  /** There are as many messages as an export holds at the most: older ones may be missing. */
  isMaybeCut?: boolean;
  dateOrder?: DateOrderId;
  isDateOrderGuessed?: boolean;
  /** Of rows of no known source: which column was taken for what. If that was not enough to read them, there is an `error`. */
  mapping?: Mapping;
  /** It was guessed from the columns' names. */
  isMappingGuessed?: boolean;
  /** What stood in the columns that say who wrote and how things stand, as long as it is a few short words. */
  words?: readonly HeardWord[];
  /** All columns that such rows have. */
  columns?: readonly string[];
}

/** A word of a file, in small letters. */
export interface HeardWord {
  role: 'sender' | 'direction' | 'status';
  word: string;
  count: number;
  /** What it was taken for: an actor, or the state of a conversation. Not of what nobody knows. */
  means?: ActorId | 'open' | 'pending' | 'snoozed' | 'closed';
}

export interface RowCounts {
  conversations: number;
  messages: number;
  events: number;
  contacts: number;
  surveys: number;
}

/** Rows, or parts of rows, that were not read as they stand: how many, and where the first is. */
export interface Warning {
  code: FaultCode;
  count: number;
  first: Place;
}

/** Where in the input something is. Never what stands there. */
export interface Place {
  /** Of what is thrown: which of the inputs that were given, from 0. In a summary: which of `summary.inputs`. */
  file?: number;
  /** Bytes from the start. */
  offset?: number;
  /** From 1, in formats that are read by lines. */
  line?: number;
  /** As in `conversations[3].messages[0].at`; in a query, the part that is wrong. */
  path?: string;
}

/** A local date, `2025-03-01`. */
export type LocalDate = `${number}-${number}-${number}`;

export interface Dates {
  from: LocalDate;
  /** Does not belong to it. */
  to: LocalDate;
}

/** Keys by id; `null` stands for what has none (untagged, unassigned). All three lists have to be met. */
export interface Choice {
  any?: readonly (string | null)[];
  all?: readonly (string | null)[];
  none?: readonly (string | null)[];
}

export type Filter = { readonly [D in DimensionId]?: Choice };

/** What the numbers mean where products disagree. The defaults are those of the preset `default`. */
export interface Policy {
  /** What one conversation is: what the source calls one, or what lies between silences of so many hours. */
  unit: 'native' | { inactivityHours: number };
  dateBasis: DateBasisId;
  repliesBy: readonly ActorId[];
  clock: ClockId;
  turnStart: TurnStartId;
  firstResponseFrom: FirstResponseFromId;
  resolution: ResolutionId;
  duration: DurationId;
  /** Whether time in a bot's hands is left out of what is waited for. */
  excludeBotTime: boolean;
  credit: CreditId;
  csat: CsatId;
  readOver: ReadOverId;
  /** How long an answer to a message that we began with counts as one. */
  replyWindowHours: number;
  /** How long after an interaction a conversion counts as its own. */
  conversionWindowDays: number;
  /** How long a contact is silent who has given up. */
  abandonedAfterHours: number;
  /** A bot's resolution counts if nobody comes back for so long. */
  durableDays: number;
  /** Who has not written for so long is inactive. */
  inactiveAfterDays: number;
  snapshotAt: SnapshotAtId;
}

/** From one local time up to another, `HH:MM`. One that is not later is the next day's; `24:00` ends the day. */
export type OpenInterval = readonly [from: string, to: string];

/**
 * When somebody is there. Open is every instant at which a clock in `timeZone` shows a time within an interval; an
 * interval belongs to the day that it begins on, and goes on over midnight even into a closed date.
 */
export interface Hours {
  /** An IANA name. By default, of a team or an agent, that of the schedule around it, and else that of the question. */
  timeZone?: string;
  /** A day that is missing is closed. Intervals that overlap count once. */
  week: { readonly [D in 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun']?: readonly OpenInterval[] };
  /** Dates on which nothing begins. */
  closed?: readonly LocalDate[];
  /** Dates with intervals of their own, instead of their weekday's. */
  exceptions?: { readonly [date: LocalDate]: readonly OpenInterval[] };
}

/** Hours by the id of a team or an agent, for the conversations that are theirs. They inherit nothing but the zone. */
export interface OwnHours {
  teams?: { readonly [id: string]: Hours };
  agents?: { readonly [id: string]: Hours };
}

/**
 * Business hours: for the clock `business`, on which only time within them counts, and the dimension `business-hours`.
 * A conversation has those of the agent it is assigned to, else of its team, else the general ones; without any, its
 * durations on that clock are left out (`no-schedule`).
 */
export type Schedule = (Hours & OwnHours) | ({ [K in keyof Hours]?: K extends 'timeZone' ? string : never } & OwnHours);
/** A preset, or one and what differs from it; without one, what differs from `default`. */
export type PolicyChoice = PolicyPresetId | ({ preset?: PolicyPresetId } & Partial<Policy>);

export interface Query {
  /** By default `this-month`. */
  period?: PresetId | Dates;
  /** An instant, as milliseconds or ISO 8601 with its offset. By default the clock. */
  now?: number | string;
  /** An IANA name. By default the zone that the inbox was opened with. */
  timeZone?: string;
  compare?: CompareId | Dates;
  filter?: Filter;
  policy?: PolicyChoice;
  schedule?: Schedule;
  /** By default `mon`. */
  weekStart?: WeekStartId;
}

/** The metrics that can be asked for as a number, over time and split: all but those by cohort. */
export type NumberMetricId = Exclude<MetricId, CohortMetricId>;

/** One metric in one view: its id alone for the number. */
export type Request =
  | NumberMetricId
  | NumberRequest
  | SeriesRequest
  | BreakdownRequest
  | GridRequest
  | DistributionRequest
  | CurveRequest
  | CohortRequest;

interface AnyRequest {
  metric: NumberMetricId;
  /** Which statistic of a duration is its value. By default `mean`; the answer carries all of them. */
  stat?: StatId;
}

export interface NumberRequest extends AnyRequest {
  over?: never;
  by?: never;
  across?: never;
  spread?: never;
  curve?: never;
  cohort?: never;
}

export interface SeriesRequest extends AnyRequest {
  over: StepId;
  by?: DimensionId;
  across?: never;
  spread?: never;
  curve?: never;
  cohort?: never;
}

export interface BreakdownRequest extends AnyRequest {
  by: DimensionId;
  over?: never;
  across?: never;
  spread?: never;
  curve?: never;
  cohort?: never;
}

export interface GridRequest extends AnyRequest {
  across: 'hour-of-week';
  over?: never;
  by?: never;
  spread?: never;
  curve?: never;
  cohort?: never;
}

export interface DistributionRequest extends AnyRequest {
  metric: SpreadMetricId;
  /** `true`, or where the bars begin and end, and a limit to state the share within. */
  spread: true | { edges?: readonly number[]; limit?: number };
  over?: never;
  by?: never;
  across?: never;
  curve?: never;
  cohort?: never;
}

export interface CurveRequest extends AnyRequest {
  metric: WaitingMetricId;
  /** `true`, or a limit in milliseconds to state the share within: the hit rate of a target, with those who still wait. */
  curve: true | { limit?: number };
  over?: never;
  by?: never;
  across?: never;
  spread?: never;
  cohort?: never;
}

/** How many of those who first wrote in the same month or week come back. */
export interface CohortRequest {
  metric: CohortMetricId;
  cohort: CohortId;
  stat?: never;
  over?: never;
  by?: never;
  across?: never;
  spread?: never;
  curve?: never;
}

export type Requests = { readonly [name: string]: Request };

export interface ReportQuery<R extends Requests = Requests> extends Query {
  metrics: R;
}

export interface Report<R extends Requests = Requests> {
  /** The version of these shapes. */
  schema: 1;
  period: Period;
  compared?: Period;
  now: number;
  policy: Policy;
  /** As it was understood, with all zones, if the question had one. */
  schedule?: Schedule;
  filter: Filter;
  metrics: { readonly [K in keyof R]: AnswerTo<R[K]> };
}

/** The answer that a request gets: of the shape of its view, or `unavailable`. */
export type AnswerTo<R> =
  | UnavailableAnswer
  | (R extends { over: StepId }
      ? SeriesAnswer
      : R extends { by: DimensionId }
        ? BreakdownAnswer
        : R extends { across: 'hour-of-week' }
          ? GridAnswer
          : R extends { spread: object | true }
            ? DistributionAnswer
            : R extends { curve: object | true }
              ? CurveAnswer
              : R extends { cohort: CohortId }
                ? CohortAnswer
                : NumberAnswer);

export type Answer =
  | NumberAnswer
  | SeriesAnswer
  | BreakdownAnswer
  | GridAnswer
  | DistributionAnswer
  | CurveAnswer
  | CohortAnswer
  | UnavailableAnswer;

export interface Period extends Dates {
  /** The instants that the local dates cover; `end` does not belong to it. */
  start: number;
  end: number;
  timeZone: string;
}

interface AnyAnswer {
  metric: MetricId;
  unit: UnitId;
  /** Of durations: which statistic is the value. */
  stat?: StatId;
  /** How many observations are in it. */
  n: number;
  /** What is not in it, and why. */
  excluded: readonly { reason: ReasonId; count: number }[];
  /** What is to be known of some that are in it. */
  notes: readonly { note: NoteId; count: number }[];
  /** How many of the period's conversations have the facts that the metric needs. */
  coverage: { covered: number; conversations: number };
  policy: Policy;
  period: Period;
}

/** The same shape for the period compared with. */
type Compared<S> = { previous?: S & { n: number; period: Period } };

/** All in milliseconds. Quantiles are exact, and interpolated linearly between order statistics (type 7). */
export interface Stats {
  mean: number;
  median: number;
  p75: number;
  p90: number;
  p95: number;
  min: number;
  max: number;
}

/** Of a rate: what it is a share of. */
export interface Rate {
  numerator: number;
  denominator: number;
  /** Where the true share lies with 95 % confidence (Wilson's score interval); `null` for a share of nothing. */
  interval: readonly [from: number, to: number] | null;
}

export interface NumberShape extends Partial<Rate> {
  shape: 'number';
  /**
   * A count, an amount such as milliseconds, or a share; `null` for an amount or a share of nothing, and for money of
   * several currencies.
   */
  value: number | null;
  /** Of money: its code, if all of it is of one currency. */
  currency?: string;
  stats?: Stats;
  /** Of what lasts at an instant: how long it has. */
  ages?: Stats;
  /** Further distinct counts over the same observations. */
  beside?: { conversations?: number; contacts?: number };
}

export interface SeriesShape {
  shape: 'series';
  over: StepId;
  by?: DimensionId;
  /** Series of a report that have the same ones share the array. */
  buckets: readonly Bucket[];
  /** One, or with `by` one a key, those with the most observations first. */
  lines: readonly Line[];
}

export interface Bucket {
  from: number;
  /** Does not belong to it. */
  to: number;
  /** What a clock shows at `from`: `2025-03-01T00:00`. */
  local: string;
  /** The period, or the present, cuts it short. */
  partial: boolean;
}

export interface Line {
  /** `null` for what has no key, and for the only line of an undivided series. */
  key: string | null;
  label: string | null;
  /** Of money: its code, if all of it is of one currency. */
  currency?: string;
  /** One a bucket. A bucket without observations is 0 for counts and `null` for durations; one to come is `null`. */
  values: readonly (number | null)[];
  /** How many observations are in each bucket. */
  n: readonly number[];
  /** Of a rate: in each bucket. */
  numerators?: readonly number[];
  denominators?: readonly number[];
}

export interface BreakdownShape {
  shape: 'breakdown';
  by: DimensionId;
  /** Sorted by value, the largest first; steps of a flow that are alike, in its order. */
  rows: readonly BreakdownRow[];
  /** The value of all observations together. */
  total: number | null;
  /** By how much the rows count more observations than there are, since some have several keys. */
  overlap: number;
}

export interface BreakdownRow extends Partial<Rate> {
  key: string | null;
  label: string | null;
  value: number | null;
  /** Of money: its code, if all of it is of one currency. */
  currency?: string;
  n: number;
  /** Of all observations. */
  share: number | null;
  stats?: Stats;
}

/** Weekdays (`rows`, `"1"` is Monday) by hours of the day (`columns`). */
export interface GridShape {
  shape: 'grid';
  /** Tells the grid of the hours of the week from that of cohorts. */
  cohort?: undefined;
  rows: readonly string[];
  columns: readonly string[];
  values: readonly (readonly (number | null)[])[];
  /** How many observations are in each. */
  counts: readonly (readonly number[])[];
  /** Of a rate: in each. */
  numerators?: readonly (readonly number[])[];
  denominators?: readonly (readonly number[])[];
  /** How often each hour of the week has begun in the period so far. */
  occurrences: readonly (readonly number[])[];
  /** For counts: value by occurrence. */
  perOccurrence?: readonly (readonly (number | null)[])[];
}

/** Contacts by the month or week in which they first wrote (`rows`), and by how many of these later (`columns`). */
export interface CohortShape {
  shape: 'grid';
  cohort: CohortId;
  /** The local date on which each month or week begins. */
  rows: readonly LocalDate[];
  /** `"0"` is the cohort's own month or week. */
  columns: readonly string[];
  /** The share of the cohort that wrote then; `null` of an empty cohort, and of what is later than the data or now. */
  values: readonly (readonly (number | null)[])[];
  /** How many that is; `null` of what is later than the data or now. */
  numerators: readonly (readonly (number | null)[])[];
  /** How many are in each cohort: what its row is shares of. */
  sizes: readonly number[];
  /** Whether the period, the end of the data, or now cuts each cohort short. */
  partial: readonly boolean[];
  /**
   * The months or weeks themselves, whole: row `r` begins with `buckets[r]`, and the cell of column `c` in it is of
   * `buckets[r + c]`. Partial is the one in which the data, or now, ends.
   */
  buckets: readonly Bucket[];
}

export interface DistributionShape {
  shape: 'distribution';
  stats: Stats | null;
  quantiles: readonly { p: number; value: number }[];
  /** Durations from `from` up to, not including, `to`; the last has no end. */
  bins: readonly { from: number; to: number | null; count: number }[];
  /** The share of durations up to, and including, a limit. */
  within?: { limit: number; numerator: number; denominator: number; value: number | null };
}

/**
 * The share that still waits, over the time since the waiting began, by the estimate of Kaplan and Meier: those who have
 * no answer yet, or were given up, count as having waited so long at least. A wait belongs to the period in which it
 * began, so `n` is not that of the number. What the curve does not come to is `null`.
 */
export interface CurveShape {
  shape: 'curve';
  /** Where it falls, thinned to some hundreds; it is level in between, and 1 before the first one. */
  points: readonly CurvePoint[];
  /** The longest wait, over or not; the curve says nothing beyond. */
  until: number | null;
  /** How many came to their end, and how many had not when they were last seen. */
  events: number;
  censored: number;
  median: Estimate;
  /** The time within which 50, 75, 90 and 95 % come to their end: the targets that could be promised. */
  promised: readonly { p: number; within: number | null }[];
  /** The share that comes to its end up to, and including, the limit. */
  within?: Estimate & { limit: number };
}

export interface CurvePoint {
  at: number;
  /** Of what waits longer than this. */
  share: number;
  /** Where the true share lies with 95 % confidence. */
  low: number | null;
  high: number | null;
  /** How many had waited so long. */
  atRisk: number;
}

/** A value, and where the true one lies with 95 % confidence. */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface Difference {
  difference: number | null;
  /** The difference by the earlier value; `null` where that is 0. */
  ratio: number | null;
}

export type NumberAnswer = AnyAnswer & NumberShape & Compared<NumberShape> & { change?: Difference };
export type SeriesAnswer = AnyAnswer & SeriesShape & Compared<SeriesShape>;
export type BreakdownAnswer = AnyAnswer &
  BreakdownShape &
  Compared<BreakdownShape> & { change?: readonly ({ key: string | null } & Difference)[] };
export type GridAnswer = AnyAnswer & GridShape & Compared<GridShape>;
export type DistributionAnswer = AnyAnswer & DistributionShape & Compared<DistributionShape>;
export type CohortAnswer = AnyAnswer & CohortShape & Compared<CohortShape>;
export type CurveAnswer = AnyAnswer & CurveShape & Compared<CurveShape>;

/** The data cannot say. The keys of the other shapes are named so that they can be asked for without a check. */
export interface UnavailableAnswer extends AnyAnswer {
  shape: 'unavailable';
  reason: ReasonId;
  cohort?: undefined;
  sizes?: undefined;
  numerators?: undefined;
  value?: undefined;
  currency?: undefined;
  stats?: undefined;
  beside?: undefined;
  buckets?: undefined;
  lines?: undefined;
  rows?: undefined;
  columns?: undefined;
  values?: undefined;
  bins?: undefined;
  quantiles?: undefined;
  within?: undefined;
  points?: undefined;
  median?: undefined;
  promised?: undefined;
  previous?: undefined;
  change?: undefined;
}

export interface Paging {
  /** A column. By default the time, the latest first. */
  sort?: string;
  descending?: boolean;
  offset?: number;
  /** By default 50, at most 10,000. */
  limit?: number;
}

export type RowsQuery = Query & Paging;

/** Instants and durations are milliseconds; what is unknown is `null`. */
export type Cell = string | number | readonly string[] | null;

export interface Column {
  id: string;
  kind: ColumnKindId;
}

export interface Page<T extends string = string> {
  table: T;
  columns: readonly Column[];
  /** A cell for each column. */
  rows: readonly (readonly Cell[])[];
  offset: number;
  /** How many rows there are on all pages together. */
  total: number;
  unavailable?: ReasonId;
}

export interface ExplainQuery extends RowsQuery {
  metric: MetricId;
  /** Of a split: the dimension and the key. */
  by?: DimensionId;
  key?: string | null;
  /** Of a series: the bucket. Of cohorts: the one in which they wrote again. */
  bucket?: { from: number; to: number };
  /** Of a series: the width of its buckets. `retention-rate` has to know it. */
  over?: StepId;
  /** Of cohorts: their width, with the row's date as `key`. */
  cohort?: CohortId;
  /** Of a spread: the durations from `from` up to, not including, `to`. Nothing is left out of it. */
  bin?: { from: number; to: number | null };
  /** Of a rate: only its hits, or, by default, all that it is a share of. */
  of?: 'numerator' | 'denominator';
  /** Of the hours of the week: the weekday (1 is Monday) and the hour. */
  cell?: readonly [weekday: number, hour: number];
}

export interface Explanation {
  metric: MetricId;
  /**
   * As many rows as the number counts. Of durations also from when to when each ran (`from`, `to`), with the message at
   * either end (`fromMessage`, `toMessage`), or else what happened there (`fromEvent`, `toEvent`: a {@link DurationEventId}).
   *
   * On the wall clock, `value` is `to - from`; a business clock and `excludeBotTime` leave some of it out, and
   * `resolution: 'openSpans'` the time that it was closed between the first opening and the last close. The id of a
   * message is its own if it is a whole number or up to ten letters and digits. Of longer ones only a fingerprint is
   * kept: `~` and 16 hexadecimal digits.
   */
  counted: Page<'explain'>;
  leftOut: Page<'left-out'>;
}

export interface ComparisonQuery extends Query {
  /** A rate or an amount. */
  metric: ComparableMetricId;
  by: DimensionId;
  /** By default all that there are. */
  keys?: readonly (string | null)[];
  /** Groups with fewer are not compared. By default 30, at least 5. */
  minimum?: number;
}

/**
 * Each key against all that is not of it: rates by the test of two proportions, amounts by that of Mann and Whitney.
 * What is counted is taken to be independent of each other.
 */
export interface Comparison {
  metric: MetricId;
  unit: UnitId;
  by: DimensionId;
  minimum: number;
  /** The largest value first; keys that were asked for, in their order. */
  rows: readonly ComparisonRow[];
  unavailable?: ReasonId;
  excluded: readonly { reason: ReasonId; count: number }[];
  coverage: { covered: number; conversations: number };
  policy: Policy;
  period: Period;
}

/** Of rates the share, of amounts the median, each with its interval of 95 %. */
export interface ComparisonGroup extends Estimate {
  n: number;
}

export interface ComparisonRow extends ComparisonGroup {
  key: string | null;
  label: string | null;
  rest: ComparisonGroup;
  /** By how much a rate is larger than the rest's; the median by which an amount is larger than one of the rest. */
  difference: Estimate;
  /** Of amounts: how likely one of this key is larger than one of the rest. */
  superiority?: number | null;
  /** How likely chance alone makes such a difference for one of the keys that are compared (corrected by Holm's way). */
  p: number | null;
  verdict: VerdictId;
  /** How many of each it takes to notice a difference as large as this one in four of five trials. */
  neededSample: number | null;
}

export interface StaffingQuery extends Query {
  /** The share of contacts that is to be taken up within so many milliseconds. By default 0.8 within a minute. */
  target?: { share: number; within: number };
  /** How many contacts an agent serves at once. By default 1. */
  concurrency?: number;
  /** How long a contact takes, in milliseconds. By default it is measured. */
  handling?: number;
}

/**
 * The agents that it takes, by Erlang's second formula. What arrives are sittings: messages of one conversation up to
 * half an hour of silence. Weekdays (`rows`, `"1"` is Monday) by hours of the day (`columns`).
 */
export interface Staffing {
  target: { share: number; within: number };
  concurrency: number;
  /** How long a contact takes, in milliseconds, and how many sittings that was measured by (0 where it was given). */
  handling: number | null;
  measured: number;
  rows: readonly string[];
  columns: readonly string[];
  /** Sittings in an hour, on average, and how often each hour of the week has begun in the period so far. */
  arrivals: readonly (readonly (number | null)[])[];
  occurrences: readonly (readonly number[])[];
  /** The fewest that reach the target. */
  agents: readonly (readonly (number | null)[])[];
  /** The share of their places that is taken. */
  utilisation: readonly (readonly (number | null)[])[];
  /** The share of contacts that they take up in time. */
  reached: readonly (readonly (number | null)[])[];
  /** What this takes for granted: `assumption.` and this are the keys of words. */
  assumptions: readonly AssumptionId[];
  unavailable?: ReasonId;
  excluded: readonly { reason: ReasonId; count: number }[];
  coverage: { covered: number; conversations: number };
  policy: Policy;
  period: Period;
}

export interface AnomaliesQuery extends Query {
  /** Something that is counted. */
  metric: CountedMetricId;
  over: 'day' | 'hour';
}

/**
 * Buckets whose count is not as the same weekday (and hour) of up to eight weeks before lets expect. Silence after the
 * last thing in the data is unknown, and not judged.
 */
export interface Anomalies {
  metric: MetricId;
  unit: UnitId;
  over: StepId;
  /** In the order of time: the fifty least likely ones, if there are more. */
  anomalies: readonly Anomaly[];
  /** How many there are. */
  count: number;
  /** How many buckets were judged, and how many have less than four weeks of history, or are not over. */
  judged: number;
  unjudged: number;
  unavailable?: ReasonId;
  excluded: readonly { reason: ReasonId; count: number }[];
  coverage: { covered: number; conversations: number };
  policy: Policy;
  period: Period;
}

export interface Anomaly {
  bucket: Bucket;
  value: number;
  expected: number;
  /** Between which counts, these among them, 95 of 100 such buckets lie. */
  low: number;
  high: number;
  /** How likely chance alone makes one of the buckets that were judged so unlike (corrected by Holm's way). */
  p: number;
  /** What has more of the difference than it has of the whole, the most telling first, three at most. */
  segments: readonly AnomalySegment[];
}

export interface AnomalySegment {
  by: DimensionId;
  key: string | null;
  label: string | null;
  value: number;
  expected: number;
  /** Of the difference from what was expected. Segments overlap, so their shares are no parts of one whole. */
  share: number;
}

/** A question that is asked under two policies: one metric, in numbers, over time, split, or one key of a split. */
export interface PoliciesQuery extends Omit<Query, 'policy' | 'compare'>, Paging {
  metric: NumberMetricId;
  stat?: StatId;
  over?: StepId;
  by?: DimensionId;
  /** With `by`: only what has this key. */
  key?: string | null;
  a: PolicyChoice;
  b: PolicyChoice;
}

export interface PolicyComparison<Q extends PoliciesQuery = PoliciesQuery> {
  a: AnswerUnderPolicy<Q>;
  b: AnswerUnderPolicy<Q>;
  /** How many of the rows are of each kind. */
  happened: readonly { happened: HappenedId; count: number }[];
  /**
   * For each field in which the policies differ, how many of the rows it moves on its own; `together` for those that
   * none does. `policy.` and this is the key of a word.
   */
  fields: readonly { field: PolicyFieldId | 'together'; count: number }[];
  /**
   * What moves: the columns `conversation`, `contact`, `happened`, time, value and keys under each policy (`atA`,
   * `valueA`, `keyA`, `atB`, `valueB`, `keyB`), and `fields`, each of which moves the conversation on its own, or
   * `together`. What counts under one policy only may have a time under the other all the same: outside of the period.
   */
  moved: Page<'moved'>;
}

export type AnswerUnderPolicy<Q extends PoliciesQuery> = AnswerTo<Q extends { key: string | null } ? Omit<Q, 'by'> : Q>;

/** Where the times that a product has worked out itself differ from ours. */
export interface VendorComparison {
  /** By source, time and clock; empty where no source tells any. */
  times: readonly ComparedTime[];
  /**
   * The conversations in which they differ, by how much: the columns `conversation`, `contact`, `source`, `time`, `vendor`
   * and `ours` (milliseconds), `difference`, and `fields`, the choices of the policy each of which alone would make them
   * the same.
   */
  differing: Page<'vendor-times'>;
}

/** One time that one product works out, beside ours. A conversation is in the period in which it was opened. */
export interface ComparedTime {
  source: FormatId;
  time: VendorTimeId;
  metric: MetricId;
  /** The product's clock, and so ours. */
  clock: ClockId;
  /** In so many conversations both are known. */
  compared: number;
  /** In so many of these they are the same, as exactly as the product tells it. */
  same: number;
  onlyVendor: number;
  onlyOurs: number;
  /** Milliseconds, over those in which both are known; `null` where there are none. */
  vendorMean: number | null;
  ourMean: number | null;
  /** One choice of the policy made differently, and in how many conversations the times would be the same; the most first. */
  definitions: readonly { field: PolicyFieldId; policy: Policy; same: number }[];
}

/** What is wrong with the data or missing in it, whatever is asked of it. */
export interface Quality {
  /** The worst first. */
  findings: readonly Finding[];
}

export interface Finding {
  /** `finding.` and this is the key of a sentence with the slots `count` and, unless `of` is `null`, `of`. */
  finding: FindingId;
  severity: SeverityId;
  count: number;
  /** Out of how many; `null` where rows were not read, of which nobody knows how many there are. */
  of: number | null;
  /** The two that it is between, where it is: their names fill the slot `sources`. */
  sources?: readonly FormatId[];
  /** Where it was met first, up to five times. */
  first: readonly Whereabouts[];
  /** Those whose numbers may be other ones for it. */
  metrics: readonly MetricId[];
}

/** Where to look: a conversation, by its id; a day; a place in an input. Never a name, nor what was written. */
export type Whereabouts = { conversation: string } | { date: LocalDate } | Place;

/** What is known of a metric, whatever the language. */
export interface MetricFacts {
  unit: UnitId;
  /**
   * How its value comes about: a number of things, of different things (`of`), an amount of each thing with statistics,
   * a share of hits, or a number of what lasts at an instant.
   */
  value: 'count' | 'distinct' | 'mean' | 'sum' | 'amount' | 'rate' | 'snapshot';
  /** What counts once, however often something of it was observed. */
  of?: 'conversations' | 'contacts' | 'agent-hours';
  /** The facts without which it is `unavailable`. */
  needs: readonly FactId[];
  /** The shapes that its answers can have: what can be asked with `over`, `by`, `across`, `spread`, `curve` and `cohort`. */
  views: readonly Exclude<Answer['shape'], 'unavailable'>[];
  /** What it can be split and filtered by, beside attributes of contacts, which every metric knows. */
  dimensions: readonly DimensionId[];
}

/** A metric and what it means, in words. */
export interface MetricInfo extends MetricFacts {
  id: MetricId;
  name: string;
  counts: string;
  leavesOut: string;
  whenEmpty: string;
  /** Of a rate: what is a share of what. */
  numerator?: string;
  denominator?: string;
}

/** What can be written as CSV. */
export type Exportable = Answer | Page | Explanation | Comparison | Staffing | Anomalies | Quality;

export interface CsvOptions {
  /**
   * An IANA name: instants are written as a clock there shows them, with its offset. By default the zone of the answer's
   * period; of rows, which have none, UTC.
   */
  timeZone?: string;
  /**
   * Whether a text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break)
   * is written after an apostrophe. By default it is; `false` leaves all texts as they are, for programs.
   */
  apostrophe?: boolean;
}

/** How charts look. Colours are written as `#rrggbb` or `rgb(r, g, b)`. */
export interface Theme {
  shade?: 'light' | 'dark';
  ink?: string;
  muted?: string;
  grid?: string;
  surface?: string;
  accent?: string;
  series?: readonly string[];
  font?: string;
  fontSize?: number;
}

export interface DrawOptions {
  /** By default the first that suits the answer. */
  chart?: ChartId;
  /** `auto` follows the page's colour scheme. */
  theme?: 'auto' | 'light' | 'dark' | Theme;
  /** A BCP 47 tag. By default the page's. */
  lang?: string;
  /** By default that of the language. */
  dir?: 'ltr' | 'rtl';
  /** The bucket, row, bin or cell that stays bright while the others fade. */
  selected?: number | null;
  /** CSS pixels. By default those that the canvas takes up. */
  width?: number;
  height?: number;
  /** Device pixels a CSS pixel. By default the window's. */
  pixelRatio?: number;
}

/** An area of a chart that stands for a part of the answer. */
export interface Hit {
  x: number;
  y: number;
  width: number;
  height: number;
  /** The bucket, row, bin, or cell (row by row). */
  index: number;
  /** The line, where the area is of one. */
  line?: number;
}

export interface LegendKey {
  line: number;
  label: string;
  color: string;
}

/** A dashboard as data: what to ask for, and how to show it. */
export interface Dashboard {
  id: DashboardId;
  sections: readonly Section[];
}

/** Panels that answer one question together. */
export interface Section {
  id: string;
  /** The key of a word. */
  title: string;
  panels: readonly Panel[];
}

export type Panel = {
  id: string;
  /** The key of a word. */
  title: string;
  /** Of twelve parts of the page's width. */
  width: number;
} & (
  | { element: 'number'; request: NumberRequest; spark: SeriesRequest }
  | { element: 'chart'; request: Exclude<Request, string>; chart: ChartId }
  | { element: 'table'; table: TableId }
);

/** A language that charts, definitions and errors are written in. */
export interface Language {
  /** BCP 47. */
  id: LanguageId;
  /** What it calls itself. */
  name: string;
  dir: 'ltr' | 'rtl';
}

/** The texts of a language, by their keys. */
export type Words = Readonly<Record<string, string>>;

/** The JSON that an error of the module is made of. */
export interface ErrorFacts extends Place {
  code: ErrorCode | HostErrorCode;
  message: string;
}

/** What can go wrong around the module. */
export type HostErrorCode =
  /** WebAssembly could not be loaded or started. */
  | 'wasm-unavailable'
  /** The WebAssembly module that was given is of another version than the package. */
  | 'wasm-mismatch'
  /** The module has stopped unexpectedly; the inbox is lost. */
  | 'internal'
  /** The worker has stopped unexpectedly; the inbox is lost. */
  | 'worker-failed'
  /** The signal has ended the reading. */
  | 'cancelled'
  /** The inbox has been closed. */
  | 'closed';
