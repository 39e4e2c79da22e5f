// Made from src/lang by `cargo xtask golden`.

import { en } from './en.js';
import { ar } from './ar.js';

/** The first is for whom there is no other. */
export const LANGUAGES = [en, ar] as const;
