/** How the package is packed: its map of entry points, and what a page has to load of it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import * as elements from 'inboxlens/elements';
import manifest from 'inboxlens/custom-elements.json' with { type: 'json' };
import { publint } from 'publint';
import { ROOT } from './support.js';

const inRoot = (path) => new URL(path, ROOT).pathname;
const run = promisify(execFile);

test('publint finds nothing wrong', async () => {
  const { messages } = await publint({ pkgDir: inRoot('pkg'), level: 'warning' });
  assert.deepEqual(messages, []);
});

test('the types of each entry point are found in every way, and are of its kind of module', async () => {
  await run(inRoot('node_modules/.bin/attw'), ['--pack', inRoot('pkg'), '--exclude-entrypoints', 'core.wasm', 'custom-elements.json']);
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
  // They are to come down to 15,000.
  assert.ok(elements <= 25_000, `${elements} bytes`);
});

test('the manifest describes each element: its properties, attributes, parts and events', () => {
  const described = new Map(manifest.modules.flatMap(({ declarations }) => declarations.map((declaration) => [declaration.name, declaration])));
  const names = (element, key) => element[key].map(({ name }) => name);
  for (const [name, { tag, observedAttributes }] of Object.entries(elements)) {
    const element = described.get(name);
    assert.equal(element.tagName, tag);
    assert.deepEqual(names(element, 'attributes'), [...observedAttributes].sort());
    assert.ok(names(element, 'cssParts').includes('base') && names(element, 'cssProperties').includes('--inboxlens-ink'), name);
    const own = Object.entries(Object.getOwnPropertyDescriptors(elements[name].prototype)).filter(([, { set }]) => set);
    own.forEach(([property]) => assert.ok(names(element, 'members').includes(property), `${name}.${property}`));
  }
  const emitted = Object.fromEntries([...described].map(([name, element]) => [name, names(element, 'events')]));
  assert.deepEqual(emitted.InboxLensDashboard, ['inboxlens-report', 'inboxlens-select']);
  assert.deepEqual(emitted.InboxLensDrop, ['inboxlens-open', 'inboxlens-clear']);
  assert.deepEqual([emitted.InboxLensChart, emitted.InboxLensFilter], [['inboxlens-select'], ['inboxlens-filter']]);
});
