/** An inbox on this thread: in a worker, in Node, or where there is no worker. */
import { breath, now } from './breath.js';
import type { Core } from './core.js';
import { call } from './core.js';
import { cancelled, InboxLensError } from './error.js';
import { nameOf, partsOf, textsOf, type Text } from './input.js';
import { readReport } from './report.js';
import type {
  Anomalies, AnomaliesQuery, Comparison, ComparisonQuery, ErrorFacts, ExplainQuery, Explanation, Input, InputOptions,
  InputPart, OpenOptions,
  Page, PoliciesQuery, PolicyComparison, Progress, Quality, Query, ReadOptions, Report, ReportQuery, Requests,
  RowsQuery, Staffing, StaffingQuery, Summary, TableId, VendorComparison,
} from './types.js';
import { stopWarming } from './warm.js';
import { zoneChanges } from './zone.js';

/** How often the thread is given back while bytes are at hand, in milliseconds. */
const BREATH = 12;

/** Whatever can be asked of an inbox. */
export type Question =
  | { method: 'report'; query: ReportQuery }
  | { method: 'rows'; table: TableId; query: RowsQuery }
  | { method: 'explain'; query: ExplainQuery }
  | { method: 'compare'; query: ComparisonQuery }
  | { method: 'staffing'; query: StaffingQuery }
  | { method: 'anomalies'; query: AnomaliesQuery }
  | { method: 'comparePolicies'; query: PoliciesQuery }
  | { method: 'compareWithVendor'; query: RowsQuery }
  | { method: 'quality'; query: Record<string, never> };

export class LocalInbox {
  readonly #core: Core;
  readonly #timeZone: string;
  #engine: InstanceType<Core['Engine']> | undefined;
  /** The engine reads one input at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(core: Core, options: Pick<OpenOptions, 'timeZone'> = {}) {
    this.#core = core;
    this.#timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.#engine = new core.Engine(this.#timeZone);
    try {
      this.#know(this.#timeZone);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Reads an input and adds it to what is there. If that fails, what is there stays as it was. */
  add(input: Input, options: ReadOptions = {}): Promise<Summary> {
    const reading = this.#turn.then(() => this.#add(input, options));
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  async #add(input: Input, options: ReadOptions): Promise<Summary> {
    const { each = [], onBadFile = 'throw', signal } = options;
    stopIf(signal);
    stopWarming();
    const { format, business, dateOrder } = options;
    const common = { format, business, dateOrder };
    call(() => this.#open().begin(settings(common)));
    try {
      const progress = new Ticker(options.onProgress);
      const isLenient = onBadFile === 'leave-out';
      for (const [file, part] of partsOf(input).entries()) {
        try {
          const own = { ...common, ...each[file] };
          if (own.timeZone !== undefined) {
            this.#know(own.timeZone, `each[${file}].timeZone`);
          }
          call(() => this.#open().beginPart(file, settings(own)));
          await this.#read(part, isLenient, progress, signal);
        } catch (error) {
          throw error instanceof InboxLensError ? error.of(file) : error;
        }
      }
      stopIf(signal);
      call(() => this.#open().commit());
      progress.finish();
    } catch (error) {
      this.#engine?.abandon();
      throw error;
    }
    return this.summary;
  }

  async #read(part: InputPart, isLenient: boolean, progress: Ticker, signal: AbortSignal | undefined): Promise<void> {
    let texts: Text[];
    try {
      texts = await textsOf(part, this.#core);
    } catch (error) {
      this.#open().beginInput(nameOf(part));
      this.#leaveOut(error, isLenient);
      return;
    }
    for (const text of texts) {
      progress.expect(text.size);
      this.#open().beginInput(text.name, text.size, text.leftOut);
      try {
        // It may be closed while bytes are waited for.
        for await (const chunk of text.chunks(signal)) {
          stopIf(signal);
          call(() => this.#open().push(chunk));
          await progress.advance(chunk.length, () => this.#open().messagesRead());
        }
        stopIf(signal);
        call(() => this.#open().endInput());
      } catch (error) {
        this.#leaveOut(error, isLenient);
      }
    }
  }

  /** The input that has begun cannot be read. */
  #leaveOut(error: unknown, isLenient: boolean) {
    if (!isLenient || !(error instanceof InboxLensError) || NOT_THE_INPUTS.includes(error.code)) {
      throw error;
    }
    call(() => this.#open().leaveOut(JSON.stringify(error.facts)));
  }

  get summary(): Summary {
    const engine = this.#open();
    return JSON.parse(call(() => engine.summary())) as Summary;
  }

  report<const R extends Requests>(query: ReportQuery<R>): Report<R> {
    return readReport<R>(this.answer({ method: 'report', query }));
  }

  rows<T extends TableId>(table: T, query: RowsQuery = {}): Page<T> {
    return JSON.parse(this.answer({ method: 'rows', table, query })) as Page<T>;
  }

  explain(query: ExplainQuery): Explanation {
    return JSON.parse(this.answer({ method: 'explain', query })) as Explanation;
  }

  compare(query: ComparisonQuery): Comparison {
    return JSON.parse(this.answer({ method: 'compare', query })) as Comparison;
  }

  staffing(query: StaffingQuery = {}): Staffing {
    return JSON.parse(this.answer({ method: 'staffing', query })) as Staffing;
  }

  anomalies(query: AnomaliesQuery): Anomalies {
    return JSON.parse(this.answer({ method: 'anomalies', query })) as Anomalies;
  }

  comparePolicies<const Q extends PoliciesQuery>(query: Q): PolicyComparison<Q> {
    return JSON.parse(this.answer({ method: 'comparePolicies', query })) as PolicyComparison<Q>;
  }

  compareWithVendor(query: RowsQuery = {}): VendorComparison {
    return JSON.parse(this.answer({ method: 'compareWithVendor', query })) as VendorComparison;
  }

  quality(): Quality {
    return JSON.parse(this.answer({ method: 'quality', query: {} })) as Quality;
  }

  toCanonical(): Blob {
    const engine = this.#open();
    const pieces: string[] = [];
    for (let piece; (piece = call(() => engine.canonical(pieces.length))) !== undefined; ) {
      pieces.push(piece);
    }
    return new Blob(pieces, { type: 'application/json' });
  }

  /** The JSON of an answer. From a worker that is what is posted: a copy of a text is cheaper than one of objects. @internal */
  answer(question: Question): string {
    const engine = this.#about(question.query);
    const query = JSON.stringify(question.query);
    const now = Date.now();
    return call(() => {
      switch (question.method) {
        case 'report':
          return engine.report(query, now);
        case 'rows':
          return engine.rows(question.table, query, now);
        case 'explain':
          return engine.explain(query, now);
        case 'compare':
          return engine.compare(query, now);
        case 'staffing':
          return engine.staffing(query, now);
        case 'anomalies':
          return engine.anomalies(query, now);
        case 'comparePolicies':
          return engine.comparePolicies(query, now);
        case 'compareWithVendor':
          return engine.compareWithVendor(query, now);
        case 'quality':
          return engine.quality();
      }
    });
  }

  close(): void {
    this.#engine?.free();
    this.#engine = undefined;
  }

  #open() {
    if (!this.#engine) {
      throw new InboxLensError({ code: 'closed', message: 'the inbox has been closed' });
    }
    return this.#engine;
  }

  /** The engine, which knows the zones that the question names. */
  #about(query: Query) {
    zonesOf(query).forEach(([path, timeZone]) => this.#know(timeZone, path));
    return this.#open();
  }

  #know(timeZone: string, path = 'timeZone') {
    const engine = this.#open();
    if (engine.knowsZone(timeZone)) {
      return;
    }
    const changes = zoneChanges(timeZone);
    if (!changes) {
      const message = 'the platform does not know this time zone';
      throw new InboxLensError({ code: 'unknown-time-zone', path, message });
    }
    engine.addZone(timeZone, changes);
  }
}

/** The zones that a question names, and where. What is none is the engine's to refuse. */
function zonesOf({ timeZone, schedule }: Query): [path: string, timeZone: string][] {
  const named: [string, unknown][] = [['timeZone', timeZone], ['schedule.timeZone', schedule?.timeZone]];
  for (const group of ['teams', 'agents'] as const) {
    for (const [id, own] of Object.entries(schedule?.[group] ?? {})) {
      named.push([`schedule.${group}.${id}.timeZone`, own?.timeZone]);
    }
  }
  return named.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
}

function stopIf(signal: AbortSignal | undefined) {
  if (signal?.aborted) {
    throw cancelled();
  }
}

/** What an input is read with, as the engine takes it. */
function settings({ format, business, dateOrder, timeZone }: { [K in keyof InputOptions]: InputOptions[K] | undefined }): string {
  const names = typeof business === 'string' ? [business] : business;
  return JSON.stringify({ format, business: names, dateOrder, timeZone, now: Date.now() });
}

/** Errors that would come up again with the next input. */
const NOT_THE_INPUTS: readonly ErrorFacts['code'][] = ['cancelled', 'closed', 'internal'];

/** Tells how far the reading has come, and gives the thread back now and then. */
class Ticker {
  readonly #tell: ((progress: Progress) => void) | undefined;
  readonly #progress: Progress = { bytes: 0, total: 0, messages: 0 };
  #told = 0;
  #breathed = now();

  constructor(tell: ((progress: Progress) => void) | undefined) {
    this.#tell = tell;
  }

  /** Another text comes, of so many bytes. */
  expect(size: number | null) {
    const { total } = this.#progress;
    this.#progress.total = total === null || size === null ? null : total + size;
  }

  async advance(bytes: number, messages: () => number) {
    this.#progress.bytes += bytes;
    const at = now();
    if (at - this.#told > 100) {
      this.#told = at;
      this.#progress.messages = messages();
      this.#tell?.({ ...this.#progress });
    }
    if (at - this.#breathed > BREATH) {
      await breath();
      this.#breathed = now();
    }
  }

  finish() {
    if (this.#told > 0) {
      this.#tell?.({ ...this.#progress });
    }
  }
}
