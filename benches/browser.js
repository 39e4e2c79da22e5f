/**
 * Reading, asking, and memory, in a browser, beside what the browser itself does with the same bytes. Ratios within
 * one run count; milliseconds are those of this machine, today. Run by `cargo xtask bench`.
 */
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const ROOT = new URL('../', import.meta.url);
const [data, rounds = '5'] = process.argv.slice(2);
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html', '.json': 'application/json' };

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

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const measured = await page.evaluate(async (rounds) => {
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

  const read = { parse: [], here: [], worker: [] };
  for (let round = 0; round < rounds; round += 1) {
    // The text is made beforehand for the browser's parser; ours starts from the bytes.
    const text = await bytes.text();
    read.parse.push((await timed(async () => JSON.parse(text)))[0]);
    const [here, inHere] = await timed(() => open(bytes, { timeZone: 'Europe/Rome', worker: false }));
    inHere.close();
    const [worker, inWorker] = await timed(() => open(bytes, { timeZone: 'Europe/Rome', worker: true }));
    inWorker.close();
    read.here.push(here);
    read.worker.push(worker);
  }

  // Wasm memory never shrinks, so it is that of the largest moment of all these readings.
  const memory = memories[0].buffer.byteLength;
  const inbox = await open(bytes, { timeZone: 'Europe/Rome' });
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
  const ask = (name, filter) => inbox.report({ ...periods[name], compare: 'previous-period', now: inbox.summary.to, filter });
  const tags = ['refund', 'delivery', 'size', 'vip', 'invoice', 'complaint', 'spam'];
  const asked = {};
  for (const period of Object.keys(periods)) {
    await ask(period, {});
    asked[period] = [];
    for (let round = 0; round < rounds * 2; round += 1) {
      asked[period].push((await timed(() => ask(period, { tag: { any: [tags[round % tags.length]] } })))[0]);
    }
  }
  const { conversations, messages } = inbox.summary;
  return { read, asked, memory, conversations, messages, requests: Object.keys(requests).length };
}, Number(rounds));

await browser.close();
server.close();

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const ms = (values) => `${median(values).toFixed(1).padStart(8)} ms`;
const size = statSync(data).size;
const { read, asked } = measured;
const parse = median(read.parse);
const line = (name, values) => console.log(`  ${name.padEnd(34)}${ms(values)}   ${(median(values) / parse).toFixed(2)} of JSON.parse`);
console.log(`\n${measured.messages} messages in ${measured.conversations} conversations, ${(size / 1e6).toFixed(1)} MB; medians of ${rounds}`);
console.log('reading');
line('JSON.parse of the text', read.parse);
line('open, on this thread', read.here);
line('open, in a new worker', read.worker);
console.log(`a changed filter: ${measured.requests} requests, compared with the period before`);
for (const [period, values] of Object.entries(asked)) {
  console.log(`  ${period.padEnd(34)}${ms(values)}   ${(median(values) / 16).toFixed(2)} of 16 ms`);
}
const wasm = readFileSync(new URL('pkg/dist/wasm/core.wasm', ROOT));
console.log('memory and size');
console.log(`  wasm memory after reading         ${(measured.memory / 1e6).toFixed(1).padStart(8)} MB   ${(measured.memory / size).toFixed(2)} of the file`);
console.log(`  core.wasm                         ${(wasm.length / 1e3).toFixed(1).padStart(8)} kB   ${(brotliCompressSync(wasm).length / 1e3).toFixed(1)} kB in brotli`);
