/** How the package is packed: its map of entry points, and what a page has to load of it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import { ROOT } from './support.js';

const inRoot = (path) => new URL(path, ROOT).pathname;
const run = promisify(execFile);

test('publint finds nothing wrong', async () => {
  const { messages } = await publint({ pkgDir: inRoot('pkg'), level: 'warning' });
  assert.deepEqual(messages, []);
});

test('the types of each entry point are found in every way, and are of its kind of module', async () => {
  await run(inRoot('node_modules/.bin/attw'), ['--pack', inRoot('pkg'), '--exclude-entrypoints', 'core.wasm']);
});

/** The bytes, packed by brotli, of what a page loads before anything happens: the entry and what it imports at once. */
async function sizeOf(code) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: inRoot('.') }, bundle: true, splitting: true, minify: true, format: 'esm', outdir: 'out',
    write: false, metafile: true, logLevel: 'error', absWorkingDir: inRoot('.'),
  });
  const chunks = new Set();
  const visit = (path) => {
    if (!chunks.has(path)) {
      chunks.add(path);
      metafile.outputs[path].imports.filter(({ kind }) => kind === 'import-statement').forEach((imported) => visit(imported.path));
    }
  };
  visit('out/stdin.js');
  const packed = outputFiles.filter(({ path }) => chunks.has(path.slice(inRoot('.').length))).map(({ contents }) => brotliCompressSync(contents).length);
  return packed.reduce((sum, size) => sum + size, 0);
}

test('little is loaded before the module, and little of elements', async (context) => {
  const core = await sizeOf("export { open, draw } from 'inboxlens';");
  const elements = await sizeOf("import 'inboxlens/elements/define'; export { open, draw } from 'inboxlens';") - core;
  context.diagnostic(`the package ${core} bytes, its elements ${elements}`);
  assert.ok(core <= 12_000, `${core} bytes`);
  assert.ok(elements <= 25_000, `${elements} bytes`);
});
