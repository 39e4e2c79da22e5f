/**
 * Reading, asking, and memory, in a browser, beside what the browser itself does with the same bytes. Ratios within
 * one run count; milliseconds are those of this machine, today. Run by `cargo xtask bench`, which keeps what this
 * prints in RESULTS.md.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const ROOT = new URL('../', import.meta.url);
const [data, rounds = '7'] = process.argv.slice(2);
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html', '.json': 'application/json' };

/** Serves the repository, and the file to be measured with. */
async function served() {
  const server = createServer((asked, answer) => {
    const path = asked.url === '/data' ? data : new URL(`.${asked.url === '/' ? '/benches/page.html' : asked.url}`, ROOT).pathname;
    try {
      const content = readFileSync(path);
      answer.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
      answer.end(content);
    } catch {
      answer.statusCode = 404;
      answer.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** What happens in the page: readings in turn with the browser's parser, then questions. */
async function inPage({ rounds, questions }) {
  const memories = [];
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = function (...parts) {
    const instance = new Instance(...parts);
    memories.push(instance.exports.memory);
    return instance;
  };
  const { dashboard, load, open } = await import('/pkg/dist/index.js');
  await load();
  const bytes = await (await fetch('/data')).blob();
  const timed = async (action) => {
    const start = performance.now();
    const result = await action();
    return [performance.now() - start, result];
  };
  const { sections } = await dashboard('conversation-metrics');
  const panels = sections.flatMap((section) => section.panels).filter((panel) => panel.element !== 'table');
  const requests = Object.fromEntries(panels.flatMap((panel) =>
    panel.spark ? [[panel.id, panel.request], [`${panel.id}/spark`, panel.spark]] : [[panel.id, panel.request]]));
  // The steps are those that the dashboard takes for such a period.
  const inSteps = (over) => Object.fromEntries(Object.entries(requests).map(([name, request]) =>
    [name, request.over ? { ...request, over } : request]));
  const periods = {
    'a month': { period: { from: '2025-11-01', to: '2025-12-01' }, metrics: inSteps('day') },
    'the whole year': { period: { from: '2025-01-01', to: '2026-01-01' }, metrics: inSteps('week') },
  };
  const ask = (inbox, name, filter) =>
    inbox.report({ ...periods[name], compare: 'previous-period', now: inbox.summary.to, filter });

  const read = { parse: [], here: [], worker: [], answered: [] };
  for (let round = 0; round < rounds; round += 1) {
    // The text is made beforehand for the browser's parser; ours starts from the bytes.
    const text = await bytes.text();
    read.parse.push((await timed(async () => JSON.parse(text)))[0]);
    const [here, inHere] = await timed(() => open(bytes, { timeZone: 'Europe/Rome', worker: false }));
    const [first] = await timed(() => ask(inHere, 'the whole year', {}));
    inHere.close();
    const [worker, inWorker] = await timed(() => open(bytes, { timeZone: 'Europe/Rome', worker: true }));
    inWorker.close();
    read.here.push(here);
    read.answered.push(here + first);
    read.worker.push(worker);
  }

  const asked = {};
  const inbox = await open(bytes, { timeZone: 'Europe/Rome' });
  const tags = ['refund', 'delivery', 'size', 'vip', 'invoice', 'complaint', 'spam'];
  for (const period of Object.keys(periods)) {
    await ask(inbox, period, {});
    asked[period] = [];
    for (let round = 0; round < questions; round += 1) {
      asked[period].push((await timed(() => ask(inbox, period, { tag: { any: [tags[round % tags.length]] } })))[0]);
    }
  }
  const { conversations, messages } = inbox.summary;
  // Wasm memory never shrinks, so it is that of the largest moment of all these readings.
  const memory = memories[0].buffer.byteLength;
  return { read, asked, memory, conversations, messages, requests: Object.keys(requests).length };
}

const server = await served();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const fresh = async (options) => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const measured = await page.evaluate(inPage, options);
  await page.close();
  return measured;
};
const firsts = [];
for (let page = 0; page < 3; page += 1) {
  firsts.push((await fresh({ rounds: 1, questions: 0 })).read);
}
const { read, asked, memory, conversations, messages, requests } = await fresh({ rounds: Number(rounds), questions: 2 * Number(rounds) });
const version = browser.version();
await browser.close();
server.close();

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const first = (name) => median(firsts.map((read) => read[name][0]));
const parse = median(read.parse);
const wasm = readFileSync(new URL('pkg/dist/wasm/core.wasm', ROOT));
const size = statSync(data).size;
const row = (...cells) => `| ${cells.join(' | ')} |`;
const reading = (name, key) =>
  row(name, `${median(read[key]).toFixed(0)} ms`, (median(read[key]) / parse).toFixed(2), `${first(key).toFixed(0)} ms`, (first(key) / first('parse')).toFixed(2));
const report = `# Results

Written by \`cargo xtask bench\`. Ratios within one run count; the milliseconds are those of one machine on one day.

${new Date().toISOString().slice(0, 10)}, Chromium ${version}, ${cpus().length} × ${cpus()[0].model.trim()}. ${messages} messages in ${conversations} conversations, ${(size / 1e6).toFixed(1)} MB of canonical JSON; medians of ${rounds}, of the first run in a fresh page of 3.

## Reading

${row('', 'steady', 'of `JSON.parse`', 'first run', 'of `JSON.parse`')}
|---|--:|--:|--:|--:|
${reading('`JSON.parse` of the text, decoded already', 'parse')}
${reading('`open` of a `Blob`, on the page’s thread', 'here')}
${reading('the same, and the dashboard of a year answered', 'answered')}
${reading('`open` of a `Blob`, in a new worker', 'worker')}

## A changed filter

${requests} requests, each compared with the period before, asked of a worker.

${row('', 'time', 'of 16 ms')}
|---|--:|--:|
${Object.entries(asked).map(([name, values]) => row(name, `${median(values).toFixed(1)} ms`, (median(values) / 16).toFixed(2))).join('\n')}

## Memory and size

${row('', '', '')}
|---|--:|--:|
${row('wasm memory, at its largest', `${(memory / 1e6).toFixed(1)} MB`, `${(memory / messages).toFixed(0)} bytes a message`)}
${row('`core.wasm`', `${(wasm.length / 1e3).toFixed(0)} kB`, `${(brotliCompressSync(wasm).length / 1e3).toFixed(1)} kB in brotli`)}
`;
console.log(`\n${report}`);
writeFileSync(new URL('RESULTS.md', import.meta.url), report);
