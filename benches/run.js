/**
 * Measures in headless Chromium and writes RESULTS.md. Run by `cargo xtask bench`, which builds the package and makes
 * the data. `node benches/run.js [quick] [section …]`: with `quick` (small data, few rounds) or sections only a part,
 * which is printed alone. `ROUNDS` says how many rounds there are.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { bundle } from './bundle.js';
import { versionOf } from './chromium.js';
import { dataFiles } from './data.js';
import { answers } from './sections/answers.js';
import { cold } from './sections/cold.js';
import { filters } from './sections/filters.js';
import { formats } from './sections/formats.js';
import { growth } from './sections/growth.js';
import { huge } from './sections/huge.js';
import { memory } from './sections/memory.js';
import { node } from './sections/node.js';
import { parts } from './sections/parts.js';
import { readers } from './sections/readers.js';
import { reading } from './sections/reading.js';
import { size } from './sections/size.js';
import { sources } from './sections/sources.js';
import { thread } from './sections/thread.js';
import { serve } from './serve.js';
import { section } from './tables.js';

const SECTIONS = { reading, parts, readers, node, cold, formats, sources, filters, answers, growth, memory, thread, huge, size };
const QUICK = ['reading', 'parts', 'cold', 'sources', 'filters', 'answers', 'memory', 'thread', 'size'];

const asked = process.argv.slice(2);
const isQuick = asked.includes('quick');
const named = asked.filter((word) => word in SECTIONS);
const chosen = named.length > 0 ? named : isQuick ? QUICK : Object.keys(SECTIONS);

const { origin, close } = await serve();
const written = [];
try {
  await bundle(isQuick);
  const setting = { origin, data: dataFiles(isQuick), rounds: Number(process.env.ROUNDS ?? (isQuick ? 3 : 7)), isQuick };
  written.push(await head(setting));
  for (const name of chosen) {
    console.log(`· measure: ${name}`);
    const part = await SECTIONS[name](setting).catch((error) => failed(name, error));
    console.log(`\n${part}\n`);
    written.push(part);
  }
} finally {
  close();
}
if (!isQuick && named.length === 0) {
  writeFileSync(new URL('RESULTS.md', import.meta.url), `${written.join('\n\n')}\n`);
}

const count = (mark) => written.join('').split(mark).length - 1;
console.log(`${count('✓')} limits are met, ${count('✗')} are not.`);

/** The others are measured all the same. */
function failed(name, error) {
  process.exitCode = 1;
  console.error(error);
  return section(`${name} has failed`, error.message.split('\n')[0]);
}

async function head({ origin, rounds }) {
  const [{ model }] = cpus();
  return [
    '# Results',
    'Written by `cargo xtask bench`. Ratios within one run count; the milliseconds are those of one machine on one day.',
    `${new Date().toISOString().slice(0, 10)}, Chromium ${await versionOf(origin)}, ${cpus().length} × ${model.trim()}. Medians of ${rounds}.`,
  ].join('\n\n');
}
