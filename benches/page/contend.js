/** One contender in this page: made ready, then run as often as asked. */
/** Those who come with npm packages. */
const BUNDLED = ['asked/duckdb', 'asked/arquero'];

let run;

/** `peer`: its file, and after a `?` which of those in it. `options`: how to read, for those who read several formats. */
export async function prepare({ peer, data, options }) {
  const [file, which] = peer.split('?');
  const bytes = data && new Uint8Array(await (await fetch(`/data/${data}`)).arrayBuffer());
  const module = await import(BUNDLED.includes(file) ? `/data/peers/${file.split('/').at(-1)}.js` : `/benches/peers/${file}.js`);
  run = await module.prepare(bytes, options, which);
  // A page that has been open for a moment.
  await new Promise((resolve) => setTimeout(resolve, 400));
}

/** Runs it once; `question` is for those who can be asked. What it comes to is handed out where `keep` asks for it. */
export async function once({ question, keep } = {}) {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const start = performance.now();
  const result = await run(question);
  const ms = performance.now() - start;
  const counted = await result?.finish?.();
  const { messages, read, answers } = { ...result, ...counted };
  return { ms, messages, read, answers: keep ? answers : undefined };
}
