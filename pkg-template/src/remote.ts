/** An inbox in a worker. */
import { compile, type ModuleSource } from './core.js';
import { cancelled, InboxLensError } from './error.js';
import { partsOf } from './input.js';
import type { Question } from './local.js';
import { readReport } from './report.js';
import type {
  Anomalies, AnomaliesQuery, Comparison, ComparisonQuery, ErrorFacts, ExplainQuery, Explanation, Input, InputPart,
  OpenOptions, Page, PoliciesQuery, PolicyComparison, Progress, Quality, ReadOptions, Report, ReportQuery, Requests,
  RowsQuery, Staffing, StaffingQuery, Summary, TableId, VendorComparison,
} from './types.js';

/** A message to the worker. */
export type Asked =
  | { id: number; method: 'open'; module: WebAssembly.Module; options: Pick<OpenOptions, 'timeZone'> }
  | { id: number; method: 'add'; input: Input; options: Omit<ReadOptions, 'onProgress' | 'signal'> }
  | ({ id: number } & Question)
  | { id: number; method: 'toCanonical' }
  /** Of the reading with this id. */
  | { id: number; method: 'cancel' };

/** A message from the worker. The results of questions are JSON. */
export type Answered = { id: number; result?: unknown; error?: ErrorFacts; progress?: Progress | undefined };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onProgress: ((progress: Progress) => void) | undefined;
}

/** What goes with a message. */
interface Beside {
  transfer?: Transferable[];
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

type Message = Asked extends infer A ? (A extends { id: number } ? Omit<A, 'id'> : never) : never;

export class RemoteInbox {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #failure: InboxLensError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Answered>) => this.#answered(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(stopped(event.message));
    };
  }

  /**
   * Starts a worker with an empty inbox: from its file, or from its code where that file is not to be had.
   *
   * @throws InboxLensError of code `worker-failed` where no worker can be started.
   */
  static async start(options: Pick<OpenOptions, 'timeZone'>, source?: ModuleSource): Promise<RemoteInbox> {
    const module = compile(source);
    module.catch(() => undefined);
    let cause: unknown;
    for (const worker of [workerOfFile, workerOfCode]) {
      try {
        return await RemoteInbox.#of(await worker(), module, options);
      } catch (error) {
        if (error instanceof InboxLensError && error.code !== 'worker-failed') {
          throw error;
        }
        cause = error;
      }
    }
    throw new InboxLensError({ code: 'worker-failed', message: 'no worker can be started' }, { cause });
  }

  static async #of(worker: Worker, module: Promise<WebAssembly.Module>, options: Pick<OpenOptions, 'timeZone'>) {
    const inbox = new RemoteInbox(worker);
    let silence: ReturnType<typeof setTimeout> | undefined;
    try {
      const message = { method: 'open', module: await module, options } as const;
      silence = setTimeout(() => inbox.#fail(stopped('it does not answer')), LONGEST_SILENCE);
      await inbox.#ask(message);
      return inbox;
    } catch (error) {
      inbox.close();
      throw error;
    } finally {
      clearTimeout(silence);
    }
  }

  async add(input: Input, options: ReadOptions = {}): Promise<Summary> {
    const { onProgress, signal, ...settings } = options;
    const { parts, transfer } = await unless(signal, portable(partsOf(input)));
    const message = { method: 'add', input: parts, options: settings } as const;
    return (await this.#ask(message, { transfer, onProgress, signal })) as Summary;
  }

  async report<const R extends Requests>(query: ReportQuery<R>): Promise<Report<R>> {
    return readReport<R>((await this.#ask({ method: 'report', query })) as string);
  }

  async rows<T extends TableId>(table: T, query: RowsQuery = {}): Promise<Page<T>> {
    return this.#answer<Page<T>>({ method: 'rows', table, query });
  }

  async explain(query: ExplainQuery): Promise<Explanation> {
    return this.#answer<Explanation>({ method: 'explain', query });
  }

  async compare(query: ComparisonQuery): Promise<Comparison> {
    return this.#answer<Comparison>({ method: 'compare', query });
  }

  async staffing(query: StaffingQuery = {}): Promise<Staffing> {
    return this.#answer<Staffing>({ method: 'staffing', query });
  }

  async anomalies(query: AnomaliesQuery): Promise<Anomalies> {
    return this.#answer<Anomalies>({ method: 'anomalies', query });
  }

  async comparePolicies<const Q extends PoliciesQuery>(query: Q): Promise<PolicyComparison<Q>> {
    return this.#answer<PolicyComparison<Q>>({ method: 'comparePolicies', query });
  }

  async compareWithVendor(query: RowsQuery = {}): Promise<VendorComparison> {
    return this.#answer<VendorComparison>({ method: 'compareWithVendor', query });
  }

  async quality(): Promise<Quality> {
    return this.#answer<Quality>({ method: 'quality', query: {} });
  }

  async toCanonical(): Promise<Blob> {
    return (await this.#ask({ method: 'toCanonical' })) as Blob;
  }

  async #answer<T>(question: Question): Promise<T> {
    return JSON.parse((await this.#ask(question)) as string) as T;
  }

  close(): void {
    this.#worker.terminate();
    this.#fail(new InboxLensError({ code: 'closed', message: 'the inbox has been closed' }));
  }

  async #ask(message: Message, { transfer = [], onProgress, signal }: Beside = {}): Promise<unknown> {
    if (this.#failure) {
      throw this.#failure;
    }
    if (signal?.aborted) {
      throw cancelled();
    }
    const id = ++this.#asked;
    const cancel = () => this.#worker.postMessage({ id, method: 'cancel' } satisfies Asked);
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, onProgress });
        this.#worker.postMessage({ id, ...message }, transfer);
      });
    } finally {
      this.#waiting.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #answered({ id, result, error, progress }: Answered) {
    const waiting = this.#waiting.get(id);
    if (progress) {
      waiting?.onProgress?.(progress);
      return;
    }
    if (error) {
      waiting?.reject(new InboxLensError(error));
    } else {
      waiting?.resolve(result);
    }
  }

  #fail(error: InboxLensError) {
    this.#failure ??= error;
    this.#waiting.forEach(({ reject }) => reject(this.#failure));
    this.#waiting.clear();
  }
}

/** A worker that has not started after so many milliseconds is none of ours. */
const LONGEST_SILENCE = 8_000;

function stopped(cause: unknown): InboxLensError {
  return new InboxLensError({ code: 'worker-failed', message: 'the worker has stopped' }, { cause });
}

async function workerOfFile(): Promise<Worker> {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'inboxlens' });
}

async function workerOfCode(): Promise<Worker> {
  const { code } = await import('./worker-code.js');
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return new Worker(address, { name: 'inboxlens' });
  } finally {
    // It has been asked for by now.
    setTimeout(() => URL.revokeObjectURL(address), LONGEST_SILENCE);
  }
}

/** What the work comes to, if the signal does not come before. */
function unless<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(cancelled());
    if (signal?.aborted) {
      stop();
    }
    signal?.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject);
  });
}

/** Every chunk of a stream that is handed to a worker passes this thread; up to this size a blob's handle is faster. */
const LARGEST_BLOB = 64e6;

/** The parts as they can be posted. Streams are handed over; everything else is copied, or is a mere handle. */
async function portable(parts: readonly InputPart[]): Promise<{ parts: InputPart[]; transfer: Transferable[] }> {
  const movable = await Promise.all(parts.map((part) => (part instanceof Response ? bodyOf(part) : part)));
  return { parts: movable, transfer: movable.filter((part) => part instanceof ReadableStream) };
}

async function bodyOf(response: Response): Promise<InputPart> {
  const size = Number(response.headers.get('content-length') ?? Infinity);
  return size <= LARGEST_BLOB ? response.blob() : (response.body ?? '');
}
