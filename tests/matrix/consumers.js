/**
 * Who uses the package, and how: each gets the packed tarball into its `node_modules` and the same question, without any
 * configuration but what it cannot do without.
 */

/** Asks in a page, and writes the answer where the test finds it. */
const QUESTION = `
  open(EXPORT, { timeZone: 'UTC' })
    .then((inbox) => inbox.report({ period: 'all-time', metrics: { total: 'messages', drawn: { metric: 'messages', over: 'day' } } }))
    .then(({ metrics }) => {
      draw(document.querySelector('canvas'), metrics.drawn);
      const number = document.querySelector('inboxlens-number');
      number.answer = metrics.total;
      return number.updateComplete.then(() => number.shadowRoot.querySelector('[part="value"]').textContent);
    })
    .then((answer) => { globalThis.answer = answer; }, (error) => { globalThis.answer = [error, error.cause].map((error) => error && error.stack).join(' '); });
`;

/** What is asked about: two messages. */
const EXPORT = `const EXPORT = JSON.stringify({ inboxlens: 1, conversations: [{ id: 'k1', messages: [
  { id: 'm1', at: '2025-03-03T09:00:00Z', direction: 'in', sender: 'contact', type: 'text' },
  { id: 'm2', at: '2025-03-03T09:04:00Z', direction: 'out', sender: 'agent', type: 'text' }] }] });`;

const IMPORTS = `import { draw, open } from 'inboxlens';\nimport 'inboxlens/elements/define';\n`;
export const MAIN = `${IMPORTS}${EXPORT}${QUESTION}`;
const REQUIRED = `const { draw, open } = require('inboxlens');\nrequire('inboxlens/elements/define');\n${EXPORT}${QUESTION}`;
const GLOBAL = `const { draw, open } = inboxlens;\n${EXPORT}${QUESTION}`;

const page = (script) =>
  `<!doctype html><meta charset="utf-8"><title>asks</title><canvas width="300" height="150"></canvas><inboxlens-number></inboxlens-number>${script}`;
const module = (address) => page(`<script type="module" src="${address}"></script>`);
const classic = (address) => page(`<script src="${address}"></script>`);

const MAP = JSON.stringify({ imports: {
  inboxlens: './node_modules/inboxlens/dist/index.js',
  'inboxlens/elements/define': './node_modules/inboxlens/dist/elements/define.js',
} });
const PLAIN = {
  'index.html': page(`<script type="importmap">${MAP}</script><script type="module" src="./main.js"></script>`),
  'main.js': MAIN,
};
const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; style-src 'self'";
const BUNDLED = { 'index.html': classic('./dist/main.js'), 'main.js': MAIN };

const headless = (load) => `
  ${EXPORT}
  ${load}.then(({ open }) => open(EXPORT, { timeZone: 'UTC' }))
    .then((inbox) => inbox.report({ period: 'all-time', metrics: { total: 'messages' } }))
    .then(({ metrics }) => console.log(metrics.total.value));
`;

/**
 * Of a consumer: its files; the commands that build it, of programs that are installed; the folder that is served then,
 * or the command that serves it, or the command that prints the answer.
 */
export const CONSUMERS = [
  // The quick half: with what the repository has anyway.
  { name: 'Node, import', files: { 'main.mjs': headless("import('inboxlens')") }, prints: ['node', 'main.mjs'] },
  { name: 'Node, require', files: { 'main.cjs': headless("Promise.resolve(require('inboxlens'))") }, prints: ['node', 'main.cjs'] },
  {
    name: 'Node, elements without a page',
    files: { 'main.mjs': `import 'inboxlens/elements/define';\n${headless("import('inboxlens')")}` }, prints: ['node', 'main.mjs'],
  },
  { name: 'a page of modules', files: PLAIN, serves: '.' },
  {
    name: 'a page of modules under a strict policy', serves: '.', policy: STRICT,
    files: { ...PLAIN, 'main.js': MAIN.replaceAll("'inboxlens/", "'./node_modules/inboxlens/dist/").replaceAll("'inboxlens'", "'./node_modules/inboxlens/dist/index.js'").replace("define'", "define.js'"), 'index.html': module('./main.js') },
  },
  { name: 'a classic script', serves: '.', files: { 'main.js': GLOBAL, 'index.html': classic('./node_modules/inboxlens/dist/global.js').replace('</script>', '</script><script src="./main.js"></script>') } },
  { name: 'a server that answers HTML to everything', files: BUNDLED, builds: [['esbuild', 'main.js', '--bundle', '--outfile=dist/main.js']], serves: '.', answersPages: true },
  { name: 'esbuild, modules', files: { ...BUNDLED, 'index.html': module('./dist/main.js') }, builds: [['esbuild', 'main.js', '--bundle', '--format=esm', '--splitting', '--outdir=dist']], serves: '.' },
  { name: 'esbuild, a classic script', files: BUNDLED, builds: [['esbuild', 'main.js', '--bundle', '--outfile=dist/main.js']], serves: '.' },
  { name: 'esbuild, a bundle alone under a strict policy', files: BUNDLED, builds: [['esbuild', 'main.js', '--bundle', '--outfile=dist/main.js']], serves: '.', policy: STRICT },
  ...vite('vite', 'Vite 8'),
  // The others are installed for it.
  ...['5', '6', '7'].flatMap((version) => vite(`vite${version}`, `Vite ${version}`)).map(whole),
  whole({ name: 'webpack 5', files: BUNDLED, builds: [['webpack', '--mode=production', '--entry=./main.js', '--no-stats']], serves: '.' }),
  whole({
    name: 'webpack 4', serves: '.', builds: [['node', '--openssl-legacy-provider', 'build.cjs']],
    files: {
      ...BUNDLED,
      'build.cjs': `require('webpack4')({ mode: 'production', entry: './main.js', output: { path: __dirname + '/dist' } }, (error, stats) => {
        if (error || stats.hasErrors()) { console.error(error || stats.toString('errors-only')); process.exitCode = 1; }
      });`,
    },
  }),
  whole({
    name: 'Rollup', files: { ...BUNDLED, 'index.html': module('./dist/main.js') }, serves: '.',
    builds: [['rollup', 'main.js', '--dir', 'dist', '--plugin', 'node-resolve', '--silent']],
  }),
  whole({ name: 'Parcel', files: { 'index.html': module('./main.js'), 'main.js': MAIN }, builds: [['parcel', 'build', 'index.html', '--no-cache', '--dist-dir=dist', '--log-level=error']], serves: 'dist' }),
  whole({
    name: 'Next', serves: ['next', 'start', '-H', '127.0.0.1', '-p', 'PORT'], builds: [['next', 'build']],
    files: {
      'app/layout.js': 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
      'app/page.js': `import { open } from 'inboxlens';\nimport Asks from './asks.js';\n${EXPORT}
        export const dynamic = 'force-dynamic';
        export default async function Page() {
          const inbox = await open(EXPORT, { timeZone: 'UTC' });
          const { metrics } = await inbox.report({ period: 'all-time', metrics: { total: 'messages' } });
          return <><p id="server">{metrics.total.value}</p><Asks /></>;
        }`,
      'app/asks.js': `'use client';\n${IMPORTS.replace("import 'inboxlens/elements/define';", "import 'inboxlens/elements/define';\nimport { useEffect } from 'react';")}${EXPORT}
        export default function Asks() {
          useEffect(() => {${QUESTION}}, []);
          return <><canvas width="300" height="150" /><inboxlens-number /></>;
        }`,
    },
  }),
  whole({ name: 'Deno', files: { 'main.mjs': headless("import('inboxlens')") }, prints: ['deno', 'run', '--allow-all', 'main.mjs'] }),
  whole({ name: 'Bun', files: { 'main.mjs': headless("import('inboxlens')") }, prints: ['bun', 'main.mjs'] }),
];

function vite(program, name) {
  const files = { 'index.html': module('/main.js'), 'main.js': MAIN };
  return [
    { name: `${name}, build`, files, builds: [[program, 'build', '--logLevel', 'error']], serves: 'dist' },
    { name: `${name}, dev`, files, serves: [program, '--host', '127.0.0.1', '--port', 'PORT', '--strictPort', '--logLevel', 'error'] },
  ];
}

function whole(consumer) {
  return { ...consumer, isWhole: true };
}
