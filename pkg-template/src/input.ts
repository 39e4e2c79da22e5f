/** Whatever conversation data comes in, as texts in chunks of bytes. Archives are opened, texts decoded. */
import type { Core } from './core.js';
import { call } from './core.js';
import { InboxLensError } from './error.js';
import type { Input, InputPart } from './types.js';

/** One text to be read. */
export interface Text {
  name: string;
  /** In bytes, where it is known. */
  size: number | null;
  /** They end early when the signal comes. */
  chunks(signal: AbortSignal | undefined): AsyncIterable<Uint8Array>;
}

/** The parts of an input: an array of plain objects is one JSON array. */
export function partsOf(input: Input): readonly InputPart[] {
  if (!Array.isArray(input)) {
    return [input as InputPart];
  }
  const parts = input as readonly InputPart[];
  return parts.every(isPlain) ? [parts as unknown as InputPart] : parts;
}

function isPlain(part: InputPart): boolean {
  return (
    typeof part === 'object' &&
    !(part instanceof Blob || part instanceof Response || part instanceof ReadableStream) &&
    !(part instanceof ArrayBuffer || ArrayBuffer.isView(part))
  );
}

/** The texts in a part: one, or those in an archive. */
export async function textsOf(part: InputPart, core: Core): Promise<Text[]> {
  const bytes = bytesOf(part);
  if (bytes && !SIGNATURES.some((signature) => startsWith(bytes, signature))) {
    return [{ name: '', size: bytes.length, chunks: (signal) => chunksIn(bytes, signal) }];
  }
  const blob = await blobOf(part);
  if (!blob) {
    const isResponse = part instanceof Response;
    return [streamed('', isResponse ? sizeOf(part) : null, isResponse ? bodyOf(part) : (part as ReadableStream<Uint8Array>))];
  }
  const name = nameOf(part);
  const head = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  if (startsWith(head, ZIP)) {
    return zipped(name, blob, core);
  }
  if (startsWith(head, GZIP)) {
    const packed = streamed(name, null, through(blob.stream(), new DecompressionStream('gzip')));
    return [{ ...packed, chunks: (signal) => undamaged(packed.chunks(signal)) }];
  }
  if (startsWith(head, UTF_16LE) || startsWith(head, UTF_16BE)) {
    const encoding = startsWith(head, UTF_16LE) ? 'utf-16le' : 'utf-16be';
    const decoded = through(blob.stream(), new TextDecoderStream(encoding)).pipeThrough(new TextEncoderStream());
    return [streamed(name, null, decoded)];
  }
  return [streamed(name, blob.size, blob.stream())];
}

/** The DOM's types know the buffers behind bytes better than its streams do. */
function through<T>(stream: ReadableStream<Uint8Array>, by: { readable: ReadableStream<T>; writable: WritableStream<BufferSource> }) {
  return stream.pipeThrough(by as ReadableWritablePair<T, Uint8Array>);
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const GZIP = [0x1f, 0x8b];
const UTF_16LE = [0xff, 0xfe];
const UTF_16BE = [0xfe, 0xff];
/** What has to be unpacked or decoded begins with one of these. */
const SIGNATURES = [ZIP, GZIP, UTF_16LE, UTF_16BE];

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, place) => bytes[place] === byte);
}

/** The bytes of a part that is in memory. */
function bytesOf(part: InputPart): Uint8Array | undefined {
  if (typeof part === 'string') {
    return new TextEncoder().encode(part);
  }
  if (part instanceof ArrayBuffer) {
    return new Uint8Array(part);
  }
  return ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : undefined;
}

async function* chunksIn(bytes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length && !signal?.aborted; from += CHUNK) {
    yield bytes.subarray(from, from + CHUNK);
  }
}

/** The part as a blob, unless it is a stream that does not look like an archive. */
async function blobOf(part: InputPart): Promise<Blob | undefined> {
  if (part instanceof Blob) {
    return part;
  }
  if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) {
    return new Blob([part as BlobPart]);
  }
  if (part instanceof Response) {
    // An archive's directory stands at its end, so it cannot be read as it comes.
    const isArchive = /zip|gzip|octet-stream/.test(part.headers.get('content-type') ?? '');
    return isArchive ? part.blob() : undefined;
  }
  return part instanceof ReadableStream ? undefined : new Blob([typeof part === 'string' ? part : JSON.stringify(part)]);
}

/** The name of the file or of the address that a part comes from. */
export function nameOf(part: InputPart): string {
  if (part instanceof Response) {
    return part.url;
  }
  return part instanceof Blob && 'name' in part && typeof part.name === 'string' ? part.name : '';
}

/** In bytes, where the page may know it: of another origin it is not told whether what comes is compressed. */
function sizeOf({ headers, type }: Response): number | null {
  const length = type === 'basic' && !headers.has('content-encoding') ? headers.get('content-length') : null;
  return length === null ? null : Number(length);
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  return response.body ?? new Blob([]).stream();
}

function streamed(name: string, size: number | null, stream: ReadableStream<Uint8Array>): Text {
  return { name, size, chunks: (signal) => chunksOf(stream, signal) };
}

/**
 * The chunks of a stream, none larger than `CHUNK`; each is worthless once the next is asked for. The stream is
 * cancelled if the reading ends early.
 */
async function* chunksOf(stream: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const reader = readerOf(stream);
  // A chunk that is waited for may never come.
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) {
    cancel();
  }
  try {
    for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
      yield* chunksIn(chunk, signal);
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    await reader.cancel().catch(() => undefined);
  }
}

interface ChunkReader {
  next(): Promise<Uint8Array | undefined>;
  cancel(): Promise<void>;
}

/** Files are streams of bytes, which fill one buffer over and over: a third of the time of new buffers. */
function readerOf(stream: ReadableStream<Uint8Array>): ChunkReader {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = stream.getReader({ mode: 'byob' });
  } catch {
    const reader = stream.getReader();
    return { next: async () => (await reader.read()).value, cancel: () => reader.cancel() };
  }
  let buffer = new ArrayBuffer(LARGEST);
  return {
    async next() {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      buffer = value?.buffer ?? buffer;
      return done ? undefined : value;
    },
    cancel: () => reader.cancel(),
  };
}

/** So much of a stream is asked for at once. */
const LARGEST = 1 << 20;
/** So much is handed to the module at once: what stays in the processor's cache. */
const CHUNK = 1 << 18;
const LOCAL_HEADER = 30;
const TAIL = 65_577;

interface ZipEntry {
  name: string;
  isDeflated: boolean;
  packedSize: number;
  size: number;
  headerOffset: number;
}

/** The texts of an archive. Media are never touched: only slices of the blob are read. */
async function zipped(name: string, blob: Blob, core: Core): Promise<Text[]> {
  const bytes = async (from: number, length: number) => new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
  const tail = await bytes(Math.max(0, blob.size - TAIL), TAIL);
  const { offset, length } = JSON.parse(call(() => core.zipDirectory(tail, blob.size))) as { offset: number; length: number };
  const directory = await bytes(offset, length);
  const entries = JSON.parse(call(() => core.zipEntries(directory))) as ZipEntry[];
  return entries.map((entry) => ({
    name: name ? `${name}/${entry.name}` : entry.name,
    size: entry.size,
    async *chunks(signal) {
      const header = await bytes(entry.headerOffset, LOCAL_HEADER);
      const from = call(() => core.zipDataOffset(entry.headerOffset, header));
      const packed = blob.slice(from, from + entry.packedSize).stream();
      yield* unpacked(entry, packed, signal);
    },
  }));
}

async function* unpacked(
  entry: ZipEntry, packed: ReadableStream<Uint8Array>, signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const stream = entry.isDeflated ? through(packed, new DecompressionStream('deflate-raw')) : packed;
  let size = 0;
  for await (const chunk of undamaged(chunksOf(stream, signal))) {
    size += chunk.length;
    if (size > entry.size) {
      throw new InboxLensError({ code: 'zip-bomb', message: 'an entry of the archive is larger than it says' });
    }
    yield chunk;
  }
}

/** The chunks of what is unpacked: what the platform throws then is an error of the archive's. */
async function* undamaged(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new InboxLensError({ code: 'bad-zip', message: 'an entry of the archive cannot be unpacked' }, { cause });
  }
}
