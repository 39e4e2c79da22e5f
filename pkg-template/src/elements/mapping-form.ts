import type { ColumnRole, HeardWord, InputSummary, Mapping } from '../types.js';
import type { Spelling } from '../words.js';
import { make } from './dom.js';

/** What a column can be, as it is asked for. Without the first ones, little can be said of messages. */
const MAIN: readonly ColumnRole[] = ['conversation', 'contact', 'at', 'sender', 'direction', 'senderId', 'text', 'id'];
const MORE: readonly ColumnRole[] = [
  'timeOfDay', 'senderName', 'contactName', 'agent', 'team', 'status', 'createdAt', 'closedAt', 'channel', 'category', 'tags', 'csat',
  'type', 'private', 'delivery', 'sentAt', 'deliveredAt', 'readAt', 'failedAt', 'error', 'template', 'campaign', 'country', 'unread',
  'convertedAt', 'value', 'refund', 'currency', 'kind', 'stage', 'phone', 'email', 'externalId', 'clientId', 'clickId',
];
/** Who a contact is elsewhere. */
const HANDLES: readonly ColumnRole[] = ['contact', 'phone', 'email', 'externalId', 'clientId', 'clickId'];

/** What a word can mean. */
const ACTORS = ['contact', 'agent', 'bot', 'automation', 'broadcast', 'system'];
const STATES = ['open', 'pending', 'snoozed', 'closed'];

/** A form that asks which column of a file is what, and what the words in it mean, and hands over the answer. */
export function mappingForm(
  spell: Spelling, { columns = [], mapping = {}, isMappingGuessed, words = [], error }: InputSummary, answered: (mapping: Mapping) => void,
): HTMLFormElement {
  // What is only found further down in a file is not among its columns.
  const named = [...MAIN, ...MORE].map((role) => mapping[role]).filter((column) => column !== undefined);
  const all = [...new Set([...columns, ...named])];
  const field = (role: ColumnRole) => {
    const select = make('select', { name: role },
      make('option', { value: '', textContent: spell.word('ui.no-column') }),
      ...all.map((column) => make('option', { value: column, textContent: column })));
    select.value = mapping[role] ?? '';
    return make('label', {}, make('span', { textContent: spell.word(`role.${role}`) }), select);
  };
  const meanings: [HeardWord, HTMLSelectElement][] = [];
  const wordField = (heard: HeardWord) => {
    const { role, word, count, means } = heard;
    const [kind, ids] = role === 'status' ? ['status', STATES] : ['actor', ACTORS];
    // What is understood anyhow can mean something else, but not nothing.
    const none = means === undefined || mapping.words?.[role]?.[word] !== undefined ? [''] : [];
    const select = make('select', {}, ...[...new Set([...none, ...ids, means ?? ''])].map((id) =>
      make('option', { value: id, textContent: spell.word(id === '' ? 'ui.word-unknown' : `${kind}.${id}`) })));
    select.value = means ?? '';
    meanings.push([heard, select]);
    return make('label', {},
      make('span', {}, make('bdi', { textContent: word }), make('span', { className: 'muted', textContent: ` × ${spell.number(count)}` })), select);
  };
  const wordsOf = (role: HeardWord['role']) => {
    const fields = words.filter((heard) => heard.role === role).map(wordField);
    return fields.length === 0 ? undefined : make('fieldset', {},
      make('legend', { textContent: spell.word('ui.words', { column: mapping[role] ?? '' }) }),
      make('div', { className: 'fields' }, ...fields));
  };
  const isMain = (role: ColumnRole) => MAIN.includes(role) || mapping[role] !== undefined;
  const hint = make('p', { className: 'muted', textContent: spell.word('ui.mapping-hint') });
  const guessed = isMappingGuessed && !error ? make('span', { className: 'badge', textContent: spell.word('ui.guessed') }) : undefined;
  const form = make('form', { className: 'mapping' },
    make('fieldset', {},
      make('legend', {}, spell.word('ui.mapping'), ' ', guessed),
      hint,
      make('div', { className: 'fields' }, ...[...MAIN, ...MORE].filter(isMain).map(field)),
      make('details', {},
        make('summary', { textContent: spell.word('ui.mapping-more') }),
        make('div', { className: 'fields' }, ...MORE.filter((role) => !isMain(role)).map(field)))),
    ...(['sender', 'direction', 'status'] as const).map(wordsOf),
    make('button', { type: 'submit', textContent: spell.word('ui.read-again') }));
  form.onsubmit = (event) => {
    event.preventDefault();
    const said = [...new FormData(form)].filter(([, column]) => column !== '');
    const answer = { ...Object.fromEntries(said), ...kept(mapping, meanings) } as Mapping;
    if (isEnough(answer)) {
      answered(answer);
    } else {
      hint.className = 'trouble';
      hint.setAttribute('role', 'alert');
    }
  };
  return form;
}

/** What is said beside the columns: where the rows are, and what words mean, if that is not what they were taken for. */
function kept({ rows, words }: Mapping, meanings: readonly [HeardWord, HTMLSelectElement][]): Mapping {
  const said = structuredClone(words ?? {}) as Record<string, Record<string, string>>;
  for (const [{ role, word, means = '' }, { value }] of meanings) {
    if (value !== means) {
      said[role] = { ...said[role], [word]: value };
    }
    if (value === '') {
      delete said[role]?.[word];
    }
  }
  return { ...(rows === undefined ? {} : { rows }), words: said };
}

function isEnough(mapping: Mapping): boolean {
  const { at, conversation, contact, convertedAt } = mapping;
  if (convertedAt !== undefined) {
    return HANDLES.some((role) => mapping[role] !== undefined);
  }
  return conversation !== undefined || (at !== undefined && contact !== undefined);
}
