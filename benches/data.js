/** The files that `cargo xtask bench` has made, by what they are used for. */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../target/bench/', import.meta.url);
const FULL = {
  small: 'inbox-10.json', middle: 'inbox-100.json', large: 'inbox-400.json', huge: 'inbox-600.json', million: 'inbox-1m.json',
  chatwoot: 'chatwoot-100.ndjson', whatsapp: 'whatsapp-100.txt',
  android: 'android-10.txt', iphone: 'iphone-10.txt', csv: 'rows-10.csv', rows: 'rows-10.json', pages: 'chatwoot-10.ndjson',
  cloud: 'cloud-10.ndjson', intercom: 'intercom-10.json',
};
/** In a quick run smaller ones stand for the large. */
const QUICK = { ...FULL, middle: FULL.small, million: FULL.middle, large: FULL.middle, huge: FULL.middle };

/** `{ name, size, path }` by use. */
export function dataFiles(isQuick) {
  const uses = Object.entries(isQuick ? QUICK : FULL);
  return Object.fromEntries(uses.flatMap(([use, name]) => {
    const file = new URL(name, FOLDER);
    const found = statSync(file, { throwIfNoEntry: false });
    return found ? [[use, { name, size: found.size, path: fileURLToPath(file) }]] : [];
  }));
}

/** Each file once, where one stands for several. */
export function unique(files) {
  return [...new Map(files.map((file) => [file.name, file])).values()];
}
