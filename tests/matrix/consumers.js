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
const MAIN = `${IMPORTS}${EXPORT}${QUESTION}`;
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

/** The element as a component: shown with an answer, and clicked. */
const COMPONENT = `
  const shown = (element) => element.updateComplete.then(() => element.shadowRoot.querySelector('button').click());
  const told = (event) => { globalThis.answer = event.target.shadowRoot.querySelector('[part="value"]').textContent; };
  const asked = () => open(EXPORT, { timeZone: 'UTC' }).then((inbox) => inbox.report({ period: 'all-time', metrics: { total: 'messages' } }));
`;
const REACT = `
  import { createElement, useEffect, useRef, useState } from 'react';
  import { createRoot } from 'react-dom/client';
  import { open } from 'inboxlens';
  import { InboxLensNumber } from 'inboxlens/react';
  ${EXPORT}${COMPONENT}
  function App() {
    const [answer, setAnswer] = useState();
    const element = useRef(null);
    useEffect(() => { asked().then(({ metrics }) => setAnswer(metrics.total)); }, []);
    useEffect(() => { if (answer) { shown(element.current); } }, [answer]);
    return createElement(InboxLensNumber, { ref: element, answer, className: 'big', onSelect: told });
  }
  createRoot(document.querySelector('main')).render(createElement(App));
`;
const VUE = `
  import { createApp, h, nextTick, ref } from 'vue';
  import { open } from 'inboxlens';
  import { InboxLensNumber } from 'inboxlens/vue';
  ${EXPORT}${COMPONENT}
  createApp({
    setup() {
      const answer = ref();
      asked().then(({ metrics }) => { answer.value = metrics.total; return nextTick(); }).then(() => shown(document.querySelector('inboxlens-number')));
      return () => h(InboxLensNumber, { answer: answer.value, class: 'big', onSelect: told });
    },
  }).mount('main');
`;
/** The element's empty tag is written twice: where it opens, and where it closes. */
const TAGS = "console.log(html.split('inboxlens-number').length - 1)";
const REACT_ON_A_SERVER = `
  import { createElement } from 'react';
  import { renderToString } from 'react-dom/server';
  import { InboxLensNumber } from 'inboxlens/react';
  const html = renderToString(createElement(InboxLensNumber, { answer: {}, className: 'big', onSelect() {} }));
  ${TAGS};
`;
const VUE_ON_A_SERVER = `
  import { createSSRApp, h } from 'vue';
  import { renderToString } from 'vue/server-renderer';
  import { InboxLensNumber } from 'inboxlens/vue';
  const html = await renderToString(createSSRApp(() => h(InboxLensNumber, { answer: {}, class: 'big', onSelect() {} })));
  ${TAGS};
`;
const framework = (main) => ({ 'index.html': '<!doctype html><title>asks</title><main></main><script src="./dist/main.js"></script>', 'main.js': main });
const PRODUCTION = ['--define:process.env.NODE_ENV="production"', '--define:__VUE_OPTIONS_API__=true', '--define:__VUE_PROD_DEVTOOLS__=false', '--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false'];

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
  { name: 'React on a server', files: { 'main.mjs': REACT_ON_A_SERVER }, prints: ['node', 'main.mjs'] },
  { name: 'Vue on a server', files: { 'main.mjs': VUE_ON_A_SERVER }, prints: ['node', 'main.mjs'] },
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
  { name: 'React 19', files: framework(REACT), builds: [['esbuild', 'main.js', '--bundle', '--outfile=dist/main.js', ...PRODUCTION]], serves: '.' },
  { name: 'Vue 3', files: framework(VUE), builds: [['esbuild', 'main.js', '--bundle', '--outfile=dist/main.js', ...PRODUCTION]], serves: '.' },
  ...vite('vite', 'Vite 8'),
  // The others are installed for it.
  ...['5', '6', '7'].flatMap((version) => vite(`vite${version}`, `Vite ${version}`)).map(whole),
  whole({
    name: 'React 18', files: framework(REACT), serves: '.',
    builds: [['esbuild', 'main.js', '--bundle', '--outfile=dist/main.js', '--alias:react=react18', '--alias:react-dom=react-dom18', ...PRODUCTION]],
  }),
  whole({ name: 'webpack 5', files: BUNDLED, builds: [['webpack', '--mode=production', '--entry=./main.js', '--no-stats']], serves: '.' }),
  whole({
    name: 'webpack 4', serves: 'dist', builds: [['node', '--openssl-legacy-provider', 'build.cjs']],
    files: {
      'dist/index.html': classic('./main.js'),
      'main.js': MAIN,
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
      // Counted on the server, and taken over in the page, with what was there before.
      'app/page.js': `import { open } from 'inboxlens';\nimport Asks from './asks.js';\n${EXPORT}
        export const dynamic = 'force-dynamic';
        export default async function Page() {
          const inbox = await open(EXPORT, { timeZone: 'UTC' });
          const { metrics } = await inbox.report({ period: 'all-time', metrics: { total: 'messages' } });
          return <Asks counted={metrics.total} />;
        }`,
      'app/asks.js': `'use client';
        import { useEffect, useRef, useState } from 'react';
        import { open } from 'inboxlens';
        import { InboxLensNumber } from 'inboxlens/react';
        ${EXPORT}${COMPONENT}
        export default function Asks({ counted }) {
          const [answer, setAnswer] = useState();
          const [first, second] = [useRef(null), useRef(null)];
          useEffect(() => { asked().then(({ metrics }) => setAnswer(metrics.total)); }, []);
          useEffect(() => {
            if (answer) {
              const value = (of) => of.current.shadowRoot.querySelector('[part="value"]').textContent;
              Promise.all([first, second].map((of) => of.current.updateComplete)).then(() => value(first) === value(second) && shown(first.current));
            }
          }, [answer]);
          return <><InboxLensNumber ref={first} answer={counted} onSelect={told} /><InboxLensNumber ref={second} answer={answer} /></>;
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
