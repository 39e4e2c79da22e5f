/**
 * What of the package is not compiled file by file: the copies that are code, the tree for `require`, and the classic
 * script. Run with the folder of the package, whose `dist` holds what the TypeScript has become, and `core.wasm`.
 */
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = process.argv[2];
const dist = join(root, 'dist');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const text = (name, value) => `export const ${name} = ${JSON.stringify(value)};\n`;
const write = (file, content) => writeFile(join(dist, file), content);

/** The module with a section that says which version it is, so that no other one is taken for it. */
async function sealed() {
  const [name, value] = ['inboxlens', version].map((part) => Buffer.from(part));
  const content = Buffer.concat([Buffer.from([name.length]), name, value]);
  return Buffer.concat([await readFile(join(dist, 'wasm/core.wasm')), Buffer.from([0, content.length]), content]);
}

const wasm = await sealed();
await write('wasm/core.wasm', wasm);
await write('version-of-package.js', text('version', version));
await write('inline.js', text('packed', gzipSync(wasm, { level: 9 }).toString('base64')));

// Where a script has no address of its own, `new URL` throws, and the copies are taken.
const WITHOUT_ADDRESS = { 'import.meta.url': 'undefined' };
const OLD = { target: 'es2018', define: WITHOUT_ADDRESS, logLevel: 'error' };

const worker = await build({ ...OLD, entryPoints: [join(dist, 'worker.js')], bundle: true, minify: true, format: 'iife', write: false });
await write('worker-code.js', text('code', worker.outputFiles[0].text));

await build({
  ...OLD, entryPoints: [join(dist, 'global.js')], bundle: true, minify: true, format: 'iife', globalName: 'inboxlens',
  outfile: join(dist, 'global.js'), allowOverwrite: true,
});

// For `require`, file by file, so that all entry points share one module. What is loaded later stays `import()`, which old
// bundlers know, and which some do not see behind what it could be turned into.
const all = await readdir(dist, { recursive: true });
const scripts = all.filter((file) => file.endsWith('.js') && file !== 'global.js');
const common = { logLevel: 'error', format: 'cjs', target: 'es2018', outbase: dist, outdir: join(dist, 'cjs'), supported: { 'dynamic-import': true } };
const paths = (files) => files.map((file) => join(dist, file));
await build({ ...common, define: WITHOUT_ADDRESS, entryPoints: paths(scripts.filter((file) => file !== 'node.js')) });
await build({
  ...common, define: { 'import.meta.url': 'address' }, entryPoints: paths(['node.js']),
  banner: { js: "const address = require('node:url').pathToFileURL(__dirname + '/../node.js').href;" },
});
for (const file of all.filter((file) => file.endsWith('.d.ts'))) {
  await mkdir(dirname(join(dist, 'cjs', file)), { recursive: true });
  await copyFile(join(dist, file), join(dist, 'cjs', file));
}
await write('cjs/package.json', '{ "type": "commonjs" }\n');

// For what does not know `exports`: a folder with a signpost for each entry point.
for (const entry of ['sync', 'react', 'vue', 'elements', 'elements/define', 'elements/define-insights']) {
  const file = entry === 'elements' ? 'elements/index' : entry;
  const up = '../'.repeat(entry.split('/').length);
  await mkdir(join(root, entry), { recursive: true });
  const signpost = { main: `${up}dist/cjs/${file}.js`, types: `${up}dist/${file}.d.ts` };
  await writeFile(join(root, entry, 'package.json'), `${JSON.stringify(signpost)}\n`);
}
