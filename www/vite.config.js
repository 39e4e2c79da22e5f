import { defineConfig } from 'vite';

/** No request leaves for another origin, whatever the page's scripts want. The same stands in the pages' heads. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'";

const page = (name) => new URL(name, import.meta.url).pathname;

export default defineConfig({
  root: page('.'),
  build: {
    target: 'es2022',
    emptyOutDir: true,
    rollupOptions: { input: [page('index.html'), page('analyser.html')] },
  },
  worker: { format: 'es' },
  preview: {
    headers: {
      'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'`,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
  },
  plugins: [
    {
      name: 'policy',
      apply: 'build',
      transformIndexHtml: () => [
        { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
      ],
    },
  ],
});
