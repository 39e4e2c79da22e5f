/** A byte scanner that builds no objects and fills the same columns, then the same counting. */
import { TIME_ZONE, YEAR } from '../page/dashboard.js';
import { count } from './javascript/count.js';
import { derive } from './javascript/derive.js';
import { scan } from './javascript/scan.js';
import { zoneOf } from './javascript/zone.js';

export async function prepare(bytes) {
  const zone = zoneOf(TIME_ZONE, Date.UTC(2024, 11, 1), Date.UTC(2026, 1, 1));
  return () => {
    const answers = count(derive(scan(bytes)), zone, YEAR);
    return { answers, messages: answers.messages.value };
  };
}
