/**
 * The analyser as one file, for a double click: no server, and no request to anywhere, which its own rules forbid. Run with
 * the file to write.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const here = (path) => new URL(path, import.meta.url).pathname;

async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [here(entry)], bundle: true, minify: true, write: false, format: 'esm', target: 'es2022', charset: 'utf8',
    // It has no address that anything could lie beside.
    define: { 'import.meta.url': 'undefined' }, logLevel: 'error', legalComments: 'none',
  });
  // Nothing within ends what it stands in.
  return outputFiles[0].text.replaceAll('</script', '<\\/script').replaceAll('</style', '<\\/style');
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const [script, style, page] = await Promise.all([bundled('src/analyser.ts'), bundled('src/page.css'), readFile(here('analyser.html'), 'utf8')]);
const policy = `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src ${hash(style)}; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'`;

/** Each of these stands in the page once. */
const CHANGES = [
  ['<meta charset="utf-8" />', `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`],
  [/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`],
  [/<script type="module"[^>]*><\/script>/, `<script type="module">${script}</script>`],
  [/<h1>.*<\/h1>/, '<h1>inboxlens</h1>'],
  [/<nav>[^]*?<\/nav>/, ''],
  [/<button type="button" class="plain" id="sample"><\/button>/, ''],
];
const whole = CHANGES.reduce((text, [from, to]) => {
  if (text.split(from).length !== 2) {
    throw new Error(`the page does not have one ${from}`);
  }
  return text.replace(from, () => to);
}, page);

await mkdir(dirname(process.argv[2]), { recursive: true });
await writeFile(process.argv[2], whole);
