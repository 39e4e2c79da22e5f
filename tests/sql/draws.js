/** Policies drawn at random: every field, and every word that it may have. */
import { dice } from './rough.js';
import { idsOf } from './ids.js';

const NUMBERS = {
  replyWindowHours: [1, 6, 24, 72, 400], conversionWindowDays: [1, 2, 7, 40], abandonedAfterHours: [1, 5, 24, 200],
  durableDays: [1, 2, 7, 60], inactiveAfterDays: [1, 7, 30, 90],
};
const SILENCES = [1, 3, 12, 24, 100];
const ACTORS = idsOf('ActorId');
/** What each field may be; a function, where that is no list of words. */
const FIELDS = {
  unit: (roll) => (roll(2) ? 'native' : { inactivityHours: SILENCES[roll(SILENCES.length)] }),
  repliesBy: (roll) => ACTORS.filter(() => roll(2)),
  excludeBotTime: (roll) => roll(2) === 1,
  ...Object.fromEntries(Object.entries(NUMBERS).map(([field, numbers]) => [field, (roll) => numbers[roll(numbers.length)]])),
};

/** So many policies, always the same ones for the same seed. */
export function drawPolicies(count, seed) {
  const roll = dice(seed);
  const draw = (field) => {
    const words = FIELDS[field] ? [] : idsOf(`${field[0].toUpperCase()}${field.slice(1)}Id`);
    return [field, FIELDS[field]?.(roll) ?? words[roll(words.length)]];
  };
  return Array.from({ length: count }, () => Object.fromEntries(idsOf('PolicyFieldId').map(draw)));
}
