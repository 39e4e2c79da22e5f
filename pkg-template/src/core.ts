/** The WebAssembly module: found, compiled once, and called with its errors turned into ours. */
import { InboxLensError } from './error.js';
import type { ErrorFacts } from './types.js';
import { isOurs, version } from './version.js';
import * as wasm from './wasm/core.js';

export type Core = typeof wasm;

/** Where the module comes from: its address, an answer with it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

let compiled: Promise<WebAssembly.Module> | undefined;
let started: Core | undefined;

/**
 * Compiles the module, unless that has been done. Called without a source it looks for `core.wasm` beside itself.
 * May be called again after a failure.
 */
export function compile(source?: ModuleSource): Promise<WebAssembly.Module> {
  compiled ??= (source === undefined ? found() : compiledFrom(source)).catch((cause: unknown) => {
    compiled = undefined;
    if (cause instanceof InboxLensError) {
      throw cause;
    }
    throw new InboxLensError({ code: 'wasm-unavailable', message: 'the WebAssembly module could not be loaded' }, { cause });
  });
  return compiled;
}

/**
 * From the file beside this one; else from the copy that is code, which is loaded only then. Some bundlers leave the file
 * behind, some servers answer with a page of theirs, and an old one may lie in a cache.
 */
async function found(): Promise<WebAssembly.Module> {
  try {
    return await compiledFrom(new URL('./wasm/core.wasm', import.meta.url));
  } catch {
    const { packed } = await import('./inline.js');
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return compiledFrom(new Response(unpacked));
  }
}

async function compiledFrom(source: ModuleSource): Promise<WebAssembly.Module> {
  const module = await anyCompiledFrom(source);
  if (!isOurs(module)) {
    throw new InboxLensError({ code: 'wasm-mismatch', message: `the WebAssembly module is not that of version ${version}` });
  }
  return module;
}

async function anyCompiledFrom(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) {
    return source;
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(source as BufferSource);
  }
  const response = source instanceof Response ? source : await fetch(source);
  if (!response.ok) {
    throw new Error(`the server answered ${response.status}`);
  }
  const isWasm = response.headers.get('content-type')?.startsWith('application/wasm');
  return isWasm ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The module, running on this thread. */
export async function start(source?: ModuleSource): Promise<Core> {
  return started ?? startWith(await compile(source));
}

/** The module, running on this thread, from one that is compiled already. */
export function startWith(module: WebAssembly.Module): Core {
  if (!started) {
    wasm.initSync({ module });
    started = wasm;
  }
  return started;
}

/** The module if it is running on this thread. */
export function running(): Core | undefined {
  return started;
}

/** Calls into the module. What it throws becomes an error of ours; a panic becomes `internal`. */
export function call<T>(f: () => T): T {
  try {
    return f();
  } catch (thrown) {
    if (typeof thrown === 'string') {
      throw new InboxLensError(JSON.parse(thrown) as ErrorFacts);
    }
    if (thrown instanceof WebAssembly.RuntimeError) {
      const place = started?.lastPanic();
      const message = place ? `the module has stopped at ${place}` : 'the module has stopped';
      throw new InboxLensError({ code: 'internal', message }, { cause: thrown });
    }
    throw thrown;
  }
}
