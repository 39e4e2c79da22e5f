/**
 * The shapes of questions and answers. Instants are milliseconds since 1970 (UTC), durations milliseconds, shares
 * numbers from 0 to 1. `null` means that there is no value; it never means 0.
 */
import type {
  ActorId, ChartId, ClockId, ColumnKindId, CompareId, CreditId, CsatId, DashboardId, DateBasisId, DateOrderId, DimensionId, DurationId,
  ErrorCode, FactId, FaultCode, FirstResponseFromId, FormatId, LanguageId, MetricId, NoteId, PolicyPresetId, PresetId,
  ReadOverId, ReasonId, ResolutionId, SnapshotAtId, SpreadMetricId, StatId, StepId, TableId, TurnStartId, UnitId, WeekStartId,
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

export interface ReadOptions {
  /** What the input is; by default it is recognised by what stands in it. */
  format?: 'auto' | FormatId;
  /** Names that are the business's own, for exports that know no agents. */
  business?: string | readonly string[];
  /** The order of day and month, for exports whose dates leave it open. */
  dateOrder?: DateOrderId;
  /** Called every tenth of a second or so while an input is read. */
  onProgress?: (progress: Progress) => void;
  /** Ends the reading; what was read before stays as it was, and the call throws an error of code `cancelled`. */
  signal?: AbortSignal;
}

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
  /** How many conversations a source says it has, by the source's id. */
  announced: Readonly<Record<string, number>>;
  warnings: readonly Warning[];
}

export interface InputSummary {
  /** The file's name, where the input is one. */
  name: string;
  format: FormatId;
  /** What it was recognised by: `recognised.` and this is the key of a word. */
  reason: string;
  /** The chat's name, from the file's. */
  chat?: string;
  /** Who wrote, in exports that know no agents. */
  senders?: readonly { name: string; messages: number }[];
  /** One of the senders was named as the business. */
  isBusinessNamed?: boolean;
  dateOrder?: DateOrderId;
  isDateOrderGuessed?: boolean;
}

/** Rows, or parts of rows, that were not read as they stand: how many, and where the first is. */
export interface Warning {
  code: FaultCode;
  count: number;
  first: Place;
}

/** Where in the input something is. Never what stands there. */
export interface Place {
  /** Of an error: which of the inputs that were given, from 0. Of a warning: which of `summary.inputs`. */
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

export interface Query {
  /** By default `this-month`. */
  period?: PresetId | Dates;
  /** An instant, as milliseconds or ISO 8601 with its offset. By default the clock. */
  now?: number | string;
  /** An IANA name. By default the zone that the inbox was opened with. */
  timeZone?: string;
  compare?: CompareId | Dates;
  filter?: Filter;
  policy?: PolicyPresetId | ({ preset?: PolicyPresetId } & Partial<Policy>);
  /** By default `mon`. */
  weekStart?: WeekStartId;
}

/** One metric in one view: its id alone for the number. */
export type Request =
  | MetricId
  | NumberRequest
  | SeriesRequest
  | BreakdownRequest
  | GridRequest
  | DistributionRequest;

interface AnyRequest {
  metric: MetricId;
  /** Which statistic of a duration is its value. By default `mean`; the answer carries all of them. */
  stat?: StatId;
}

export interface NumberRequest extends AnyRequest {
  over?: never;
  by?: never;
  across?: never;
  spread?: never;
}

export interface SeriesRequest extends AnyRequest {
  over: StepId;
  by?: DimensionId;
  across?: never;
  spread?: never;
}

export interface BreakdownRequest extends AnyRequest {
  by: DimensionId;
  over?: never;
  across?: never;
  spread?: never;
}

export interface GridRequest extends AnyRequest {
  across: 'hour-of-week';
  over?: never;
  by?: never;
  spread?: never;
}

export interface DistributionRequest extends AnyRequest {
  metric: SpreadMetricId;
  /** `true`, or where the bars begin and end, and a limit to state the share within. */
  spread: true | { edges?: readonly number[]; limit?: number };
  over?: never;
  by?: never;
  across?: never;
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
            : NumberAnswer);

export type Answer = NumberAnswer | SeriesAnswer | BreakdownAnswer | GridAnswer | DistributionAnswer | UnavailableAnswer;

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

export interface DistributionShape {
  shape: 'distribution';
  stats: Stats | null;
  quantiles: readonly { p: number; value: number }[];
  /** Durations from `from` up to, not including, `to`; the last has no end. */
  bins: readonly { from: number; to: number | null; count: number }[];
  /** The share of durations up to, and including, a limit. */
  within?: { limit: number; numerator: number; denominator: number; value: number | null };
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

/** The data cannot say. The keys of the other shapes are named so that they can be asked for without a check. */
export interface UnavailableAnswer extends AnyAnswer {
  shape: 'unavailable';
  reason: ReasonId;
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
  /** Of a series: the bucket. */
  bucket?: { from: number; to: number };
  /** Of a spread: the durations from `from` up to, not including, `to`. Nothing is left out of it. */
  bin?: { from: number; to: number | null };
  /** Of a rate: only its hits, or, by default, all that it is a share of. */
  of?: 'numerator' | 'denominator';
  /** Of the hours of the week: the weekday (1 is Monday) and the hour. */
  cell?: readonly [weekday: number, hour: number];
}

export interface Explanation {
  metric: MetricId;
  /** As many rows as the number counts. */
  counted: Page<'explain'>;
  leftOut: Page<'left-out'>;
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

/** The words of a language. */
export interface Language {
  id: LanguageId;
  name: string;
  dir: 'ltr' | 'rtl';
  words: Readonly<Record<string, string>>;
}

/** The JSON that an error of the module is made of. */
export interface ErrorFacts extends Place {
  code: ErrorCode | HostErrorCode;
  message: string;
}

/** What can go wrong around the module. */
export type HostErrorCode =
  /** WebAssembly could not be loaded or started. */
  | 'wasm-unavailable'
  /** The module has stopped unexpectedly; the inbox is lost. */
  | 'internal'
  /** The worker has stopped unexpectedly; the inbox is lost. */
  | 'worker-failed'
  /** The signal has ended the reading. */
  | 'cancelled'
  /** The inbox has been closed. */
  | 'closed';
