/** The files that `cargo xtask bench` has made. */
import { readdirSync, statSync } from 'node:fs';

const FOLDER = new URL('../target/bench/', import.meta.url);

export function dataFiles() {
  const files = readdirSync(FOLDER).filter((name) => /\.(json|ndjson|txt)$/.test(name));
  return Object.fromEntries(files.map((name) => [name, { name, size: statSync(new URL(name, FOLDER)).size }]));
}
