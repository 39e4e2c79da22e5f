/** Pieces of the package in a page of somebody else's. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ARGUMENTS } from './chromium.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const CODE = `
  import { draw, open } from 'inboxlens';
  import 'inboxlens/elements/define';
  globalThis.lens = { draw, open };
`;
const EXPORT = JSON.stringify({
  inboxlens: 1, agents: [{ id: 'a1', name: 'Ana' }],
  conversations: [
    { id: 'k1', agentId: 'a1', messages: [{ id: 'm1', at: '2025-03-03T09:00:00Z', direction: 'in', sender: 'contact', type: 'text' }] },
    { id: 'k2', agentId: null, messages: [{ id: 'm2', at: '2025-03-03T10:00:00Z', direction: 'in', sender: 'contact', type: 'text' }] },
  ],
});

let browser;
let script;

before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: CODE, resolveDir: ROOT }, bundle: true, format: 'iife', write: false, logLevel: 'error',
    define: { 'import.meta.url': 'undefined' },
  });
  script = outputFiles[0].text;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
});

after(() => browser?.close());

async function emptyPage(content) {
  const page = await browser.newPage();
  await page.setContent(`<!doctype html><body>${content}</body>`);
  await page.addScriptTag({ content: script });
  return page;
}

test('a chart is drawn again in another language, whose words are loaded for it', async () => {
  const page = await emptyPage('<canvas width="400" height="200"></canvas>');
  const written = await page.evaluate(async (text) => {
    const inbox = await lens.open(text, { timeZone: 'UTC' });
    const { metrics } = await inbox.report({ period: 'all-time', metrics: { agents: { metric: 'conversations', by: 'agent' } } });
    const spell = CanvasRenderingContext2D.prototype.fillText;
    let texts = [];
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      texts.push(text);
      return spell.call(this, text, ...rest);
    };
    const drawing = lens.draw(document.querySelector('canvas'), metrics.agents, { lang: 'en' });
    await drawing.ready;
    const first = texts;
    texts = [];
    drawing.redraw(metrics.agents, { lang: 'de' });
    for (const end = Date.now() + 5000; texts.length === 0 && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return [first, texts];
  }, EXPORT);
  assert.ok(written[0].includes('Unassigned') && written[1].includes('Nicht zugewiesen'), JSON.stringify(written));
  await page.close();
});

test('what is set of an element can be taken back', async () => {
  const page = await emptyPage('<inboxlens-chart></inboxlens-chart><inboxlens-table></inboxlens-table><inboxlens-dashboard></inboxlens-dashboard>');
  const taken = await page.evaluate(() => {
    const properties = { chart: ['label', 'chart'], table: ['label', 'table', 'fileName'], dashboard: ['dashboard'] };
    const left = [];
    for (const [name, own] of Object.entries(properties)) {
      const element = document.querySelector(`inboxlens-${name}`);
      const before = own.map((property) => element[property]);
      own.forEach((property) => (element[property] = property === 'chart' ? 'line' : property === 'table' ? 'tag-log' : property === 'dashboard' ? 'overview' : 'x'));
      own.forEach((property) => (element[property] = undefined));
      left.push([own.map((property) => element[property]), before, element.getAttributeNames()]);
    }
    return left;
  });
  taken.forEach(([now, before, attributes]) => assert.deepEqual([now, attributes], [before, []]));
  await page.close();
});
