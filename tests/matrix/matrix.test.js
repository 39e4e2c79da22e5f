/**
 * The packed package in everybody's hands: installed as a tarball, built, served and asked. The quick half takes what the
 * repository has anyway; `MATRIX=whole` installs the others' tools.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { ARGUMENTS } from '../browser/chromium.js';
import { CONSUMERS } from './consumers.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const WORKSHOP = join(ROOT, 'target/matrix');
const isWhole = process.env.MATRIX === 'whole';
const run = promisify(execFile);

let browser;

before(async () => {
  rmSync(join(WORKSHOP, 'package'), { recursive: true, force: true });
  mkdirSync(WORKSHOP, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', WORKSHOP], { cwd: join(ROOT, 'pkg') });
  const [{ filename, files }] = JSON.parse(stdout);
  assert.equal(files.filter(({ path }) => path.endsWith('.wasm')).length, 1, 'one module is packed');
  await run('tar', ['-xf', join(WORKSHOP, filename), '-C', WORKSHOP]);
  if (isWhole) {
    ['package.json', 'package-lock.json'].forEach((file) => cpSync(join(ROOT, 'tests/matrix', file), join(WORKSHOP, file)));
    // React of two versions beside each other is no mistake of ours.
    await run('npm', ['ci', '--legacy-peer-deps', '--no-audit', '--no-fund'], { cwd: WORKSHOP, maxBuffer: 1e8 });
  }
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
});

after(() => browser?.close());

describe('everybody gets the same answer', () => {
  for (const consumer of CONSUMERS.filter((consumer) => isWhole || !consumer.isWhole)) {
    test(consumer.name, async () => {
      const folder = settle(consumer);
      for (const command of consumer.builds ?? []) {
        await runIn(folder, command);
      }
      assert.equal(await answer(consumer, folder), '2');
    });
  }
});

/** The consumer's folder, with its files and the installed package. */
function settle({ name, files }) {
  const folder = join(WORKSHOP, name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(WORKSHOP, 'package'), join(folder, 'node_modules/inboxlens'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, dependencies: { inboxlens: '*' } }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

async function answer({ prints, serves, policy, answersPages }, folder) {
  if (prints) {
    return (await runIn(folder, prints)).trim();
  }
  const server = Array.isArray(serves) ? await serverOf(folder, serves) : await ownServer(join(folder, serves), { policy, answersPages });
  const page = await browser.newPage();
  try {
    await page.goto(server.address);
    return await pollFor(page, () => globalThis.answer);
  } finally {
    await page.close();
    await server.close();
  }
}

/** Under a strict policy, a page cannot be waited for in itself. */
async function pollFor(page, look) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const found = await page.evaluate(look);
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the page does not answer');
}

/** A program by the package that has it, or by its name. */
function pathOf(program) {
  for (const modules of [join(WORKSHOP, 'node_modules'), join(ROOT, 'node_modules')]) {
    const described = join(modules, program === 'webpack' ? 'webpack-cli' : program, 'package.json');
    if (existsSync(described)) {
      const { bin } = JSON.parse(readFileSync(described, 'utf8'));
      return join(dirname(described), typeof bin === 'string' ? bin : Object.values(bin)[0]);
    }
  }
  return program;
}

const QUIET = { NEXT_TELEMETRY_DISABLED: '1', BROWSERSLIST_IGNORE_OLD_DATA: '1' };

async function runIn(folder, [program, ...args]) {
  const { stdout } = await run(pathOf(program), args, { cwd: folder, env: { ...process.env, ...QUIET }, maxBuffer: 1e8 });
  return stdout;
}

/** A server that the consumer brings. */
async function serverOf(folder, [program, ...args]) {
  const port = await freePort();
  const child = spawn(pathOf(program), args.map((arg) => arg.replace('PORT', port)), { cwd: folder, env: { ...process.env, ...QUIET }, stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}/`;
  for (const end = Date.now() + 60_000; ;) {
    try {
      await fetch(address);
      break;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    address,
    async close() {
      child.kill();
      await ended;
    },
  };
}

async function freePort() {
  const socket = createSocket();
  await new Promise((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return String(port);
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };

/** A plain server of files; one of a single page answers with it to whatever is not there. */
async function ownServer(folder, { policy, answersPages }) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const file = existsSync(path) && statSync(path).isFile() ? path : join(path, 'index.html');
    const shown = existsSync(file) || !answersPages ? file : join(folder, 'index.html');
    if (!existsSync(shown)) {
      response.writeHead(404).end();
      return;
    }
    const policies = policy ? { 'content-security-policy': policy } : {};
    response.writeHead(200, { 'content-type': TYPES[extname(shown)] ?? 'text/plain', ...policies }).end(readFileSync(shown));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
