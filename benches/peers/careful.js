/** `TextDecoder`, `JSON.parse`, then columns in typed arrays, and the dashboard counted from them. */
import { TIME_ZONE, YEAR } from '../page/dashboard.js';
import { count } from './javascript/count.js';
import { derive } from './javascript/derive.js';
import { tablesOf } from './javascript/parse.js';
import { zoneOf } from './javascript/zone.js';

export async function prepare(bytes) {
  const zone = zoneOf(TIME_ZONE, Date.UTC(2024, 11, 1), Date.UTC(2026, 1, 1));
  return () => {
    const document = JSON.parse(new TextDecoder().decode(bytes));
    const answers = count(derive(tablesOf(document, bytes.length)), zone, YEAR);
    return { answers, messages: answers.messages.value };
  };
}
