// Made from src/lang by `cargo xtask golden`.

import type { LanguageId, Words } from '../types.js';
import { words as words0 } from './en.js';
import { words as words1 } from './ar.js';
import { words as words2 } from './de.js';
import { words as words3 } from './es.js';
import { words as words4 } from './fr.js';
import { words as words5 } from './it.js';
import { words as words6 } from './pt.js';
import { words as words7 } from './zh-Hant.js';

/** The words of all languages at once, for where they are at hand anyway. */
export const ALL_WORDS: readonly (readonly [LanguageId, Words])[] = [
  ['en', words0],
  ['ar', words1],
  ['de', words2],
  ['es', words3],
  ['fr', words4],
  ['it', words5],
  ['pt', words6],
  ['zh-Hant', words7],
];
