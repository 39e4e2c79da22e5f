/** What a page cannot import as it lies in the repository: peers with npm packages of their own, and the floor's wasm. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const OUT = path('../target/bench/peers/');

/** A quick run does without the packages, and they need not be installed then. */
export async function bundle(isQuick) {
  mkdirSync(OUT, { recursive: true });
  const packaged = isQuick ? [] : ['duckdb', 'arquero'];
  await build({
    entryPoints: packaged.map((name) => path(`peers/asked/${name}.js`)),
    outdir: OUT, bundle: true, format: 'esm', target: 'chrome110', minify: true, logLevel: 'error',
  });
  execFileSync(path('../node_modules/.bin/wasm-as'), ['--enable-simd', path('peers/floor.wat'), '-o', `${OUT}floor.wasm`]);
}
