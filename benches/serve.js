/** The repository and the data to measure with, on this machine only. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DATA = resolve(ROOT, 'target/bench');
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html', '.json': 'application/json' };

export async function serve() {
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, 'http://127.0.0.1');
    const path = pathname.startsWith('/data/') ? resolve(DATA, pathname.slice(6)) : resolve(ROOT, `.${pathname}`);
    // The page is isolated from others: clocks are finer then, and its memory can be measured.
    answer.setHeader('cross-origin-opener-policy', 'same-origin');
    answer.setHeader('cross-origin-embedder-policy', 'require-corp');
    answer.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    try {
      answer.setHeader('content-length', statSync(path).size);
      createReadStream(path).pipe(answer);
    } catch {
      answer.statusCode = 404;
      answer.end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
