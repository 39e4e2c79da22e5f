/** What a page has to fetch before anything can be read. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { atMost } from '../figures.js';
import { section, table } from '../tables.js';

const WASM = new URL('../../pkg/dist/wasm/core.wasm', import.meta.url);

export async function size() {
  const bytes = readFileSync(WASM);
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
  const kilobytes = (count) => `${(count / 1000).toFixed(1)} kB`;
  return section('Size', table(['`core.wasm`', ''], [
    ['as it is', kilobytes(bytes.length)],
    ['gzip', kilobytes(gzipSync(bytes, { level: 9 }).length)],
    ['brotli', atMost(kilobytes(packed), packed / 1000, 200, 'kB')],
  ]));
}
