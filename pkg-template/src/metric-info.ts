/** What a metric means, in words, and how it can be looked at. No module is needed for it, only the language. */
import { InboxLensError } from './error.js';
import { METRICS } from './metrics.js';
import type { MetricFacts, MetricId, MetricInfo } from './types.js';
import { spelling } from './words.js';

/**
 * The definition of a metric in a language, by a BCP 47 tag; English where it is none of ours. The language has to be
 * loaded, but in Node.
 *
 * @example
 * await loadLanguage('en');
 * metricInfo('read-rate', 'en').denominator // messages that were delivered, …
 * @throws InboxLensError of code `unknown-id` if there is no such metric.
 */
export function metricInfo(id: MetricId, lang = 'en'): MetricInfo {
  const facts: MetricFacts | undefined = Object.hasOwn(METRICS, id) ? METRICS[id] : undefined;
  if (!facts) {
    throw new InboxLensError({ code: 'unknown-id', message: 'there is no metric of this id' });
  }
  const spell = spelling(lang);
  const word = (part: string) => spell.word(`metric.${id}${part}`);
  const ofRate = facts.value === 'rate' ? { numerator: word('.numerator'), denominator: word('.denominator') } : {};
  return { id, name: word(''), counts: word('.counts'), leavesOut: word('.leaves-out'), whenEmpty: word('.empty'), ...facts, ...ofRate };
}
