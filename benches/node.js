/** One contender in this process, as `page/contend.js` is one in a page: `node benches/node.js PEER FILE ROUNDS`. */
import { readFileSync } from 'node:fs';

const [peer, file, rounds] = process.argv.slice(2);
const { load } = await import('../pkg/dist/node.js');
await load();
const { prepare } = await import(`./peers/${peer}.js`);
const run = await prepare(new Uint8Array(readFileSync(file)));
const times = [];
for (let round = 0; round < Number(rounds); round += 1) {
  globalThis.gc?.();
  const start = performance.now();
  const result = await run();
  times.push(performance.now() - start);
  await result.finish?.();
}
console.log(JSON.stringify(times));
