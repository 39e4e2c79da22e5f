/** The ids that the package knows, as its types list them. */
import { readFileSync } from 'node:fs';

const SOURCE = readFileSync(new URL('../../pkg-template/src/ids.ts', import.meta.url), 'utf8');

/** The ids of a kind. */
export function idsOf(type) {
  const [, union] = SOURCE.match(new RegExp(`export type ${type} = ([^;]+);`));
  return [...union.matchAll(/'([^']+)'/g)].map(([, id]) => id);
}
