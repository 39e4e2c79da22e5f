/** Careful JavaScript that has its columns in typed arrays, asked. */
import { TIME_ZONE } from '../../page/dashboard.js';
import { count } from '../javascript/count.js';
import { derive } from '../javascript/derive.js';
import { scan } from '../javascript/scan.js';
import { zoneOf } from '../javascript/zone.js';

export async function prepare(bytes) {
  const zone = zoneOf(TIME_ZONE, Date.UTC(2024, 11, 1), Date.UTC(2026, 2, 1));
  const derived = derive(scan(bytes));
  return (question) => {
    const answers = count(derived, zone, question);
    return { answers, messages: answers.messages.value };
  };
}
