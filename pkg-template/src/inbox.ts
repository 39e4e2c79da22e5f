/// <reference lib="esnext.disposable" preserve="true" />
import { start, type ModuleSource } from './core.js';
import { LocalInbox } from './local.js';
import { RemoteInbox } from './remote.js';
import type {
  Anomalies, AnomaliesQuery, Comparison, ComparisonQuery, ExplainQuery, Explanation, Input, OpenOptions, Page,
  PoliciesQuery, PolicyComparison, Quality, ReadOptions, Report, ReportQuery, Requests, RowsQuery, Staffing,
  StaffingQuery, Summary, TableId, VendorComparison,
} from './types.js';
import { stopWarming } from './warm.js';

/**
 * Conversation data that can be asked. Made by {@link open}.
 *
 * @example
 * const inbox = await open(file, { timeZone: 'Europe/Rome' });
 * const report = await inbox.report({ metrics: { total: 'conversations' } });
 * console.log(report.metrics.total.value);
 */
export class Inbox {
  readonly #counts: LocalInbox | RemoteInbox;
  #summary: Summary;

  private constructor(counts: LocalInbox | RemoteInbox, summary: Summary) {
    this.#counts = counts;
    this.#summary = summary;
  }

  /** @internal */
  static async make(input: Input, options: OpenOptions, source?: ModuleSource): Promise<Inbox> {
    stopWarming();
    const counts = await counting(options, source);
    try {
      return new Inbox(counts, await counts.add(input, options));
    } catch (error) {
      counts.close();
      throw error;
    }
  }

  /** What has been read. */
  get summary(): Summary {
    return this.#summary;
  }

  /**
   * Reads more. Reading the same again changes nothing; a newer version of a conversation or a message replaces the
   * older one. If it fails, what was there before stays as it was.
   */
  async add(input: Input, options: ReadOptions = {}): Promise<Summary> {
    this.#summary = await this.#counts.add(input, options);
    return this.#summary;
  }

  /** Answers everything that is asked for, by name. */
  async report<const R extends Requests>(query: ReportQuery<R>): Promise<Report<R>> {
    return this.#counts.report(query);
  }

  /** A page of a log. */
  async rows<T extends TableId>(table: T, query: RowsQuery = {}): Promise<Page<T>> {
    return this.#counts.rows(table, query);
  }

  /** What stands behind a number, or behind a part of an answer: the very rows, and those left out, with reasons. */
  async explain(query: ExplainQuery): Promise<Explanation> {
    return this.#counts.explain(query);
  }

  /** Whether the keys of a dimension differ: each against all that is not of it, with intervals and a verdict. */
  async compare(query: ComparisonQuery): Promise<Comparison> {
    return this.#counts.compare(query);
  }

  /** How many agents it takes, for each hour of the week, so that enough contacts are answered in time. */
  async staffing(query: StaffingQuery = {}): Promise<Staffing> {
    return this.#counts.staffing(query);
  }

  /** The days or hours that are not like those of the same weekday and hour before, and what makes them so. */
  async anomalies(query: AnomaliesQuery): Promise<Anomalies> {
    return this.#counts.anomalies(query);
  }

  /** The same question under two policies: both answers, and what moves between them, with the fields that move it. */
  async comparePolicies<const Q extends PoliciesQuery>(query: Q): Promise<PolicyComparison<Q>> {
    return this.#counts.comparePolicies(query);
  }

  /** The times that a product has worked out itself beside ours, and the definitions under which they would be the same. */
  async compareWithVendor(query: RowsQuery = {}): Promise<VendorComparison> {
    return this.#counts.compareWithVendor(query);
  }

  /** What is wrong with the data or missing in it, each with its count, where it is first, and the metrics it touches. */
  async quality(): Promise<Quality> {
    return this.#counts.quality();
  }

  /**
   * All that has been read as canonical JSON, which `open` reads again, to the same answers. Texts of messages are not
   * in it, since they are not kept; names are. Ids of messages that are long are told as fingerprints; where there are
   * several sources, other ids begin with their own.
   */
  async toCanonical(): Promise<Blob> {
    return this.#counts.toCanonical();
  }

  /** Frees the memory. Whatever is asked afterwards throws an error of code `closed`. */
  close(): void {
    this.#counts.close();
  }
}

/** Where the platform has it, `await using inbox = await open(file)` closes by itself. */
export interface Inbox extends AsyncDisposable {}

if (typeof Symbol.asyncDispose === 'symbol') {
  Object.defineProperty(Inbox.prototype, Symbol.asyncDispose, {
    async value(this: Inbox) {
      this.close();
    },
  });
}

/** Something that counts: a worker where there is one, else this thread. */
async function counting(options: OpenOptions, source?: ModuleSource): Promise<LocalInbox | RemoteInbox> {
  const { timeZone } = options;
  const own = timeZone === undefined ? {} : { timeZone };
  if (options.worker ?? typeof Worker === 'function') {
    try {
      return await RemoteInbox.start(own, source);
    } catch (error) {
      // A page whose rules forbid workers still gets its answers.
      if (options.worker || (error as { code?: unknown } | null)?.code !== 'worker-failed') {
        throw error;
      }
    }
  }
  return new LocalInbox(await start(source), own);
}
