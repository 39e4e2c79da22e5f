import type { ColumnRole, InputSummary, Mapping } from '../types.js';
import type { Spelling } from '../words.js';
import { make } from './dom.js';

/** What a column can be, as it is asked for. Without the first ones, little can be said of messages. */
const MAIN: readonly ColumnRole[] = ['conversation', 'contact', 'at', 'sender', 'direction', 'senderId', 'text', 'id'];
const MORE: readonly ColumnRole[] = [
  'timeOfDay', 'senderName', 'contactName', 'agent', 'team', 'status', 'createdAt', 'closedAt', 'channel', 'category', 'tags', 'csat',
  'type', 'private', 'delivery', 'sentAt', 'deliveredAt', 'readAt', 'failedAt', 'error', 'template', 'campaign', 'country', 'unread',
];

/** A form that asks which column of a file is what, and hands over the answer. */
export function mappingForm(
  spell: Spelling, { columns = [], mapping = {}, isMappingGuessed, error }: InputSummary, answered: (mapping: Mapping) => void,
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
    make('button', { type: 'submit', textContent: spell.word('ui.read-again') }));
  form.onsubmit = (event) => {
    event.preventDefault();
    const said = [...new FormData(form)].filter(([, column]) => column !== '');
    const answer = { ...Object.fromEntries(said), ...kept(mapping) } as Mapping;
    if (isEnough(answer)) {
      answered(answer);
    } else {
      hint.className = 'trouble';
      hint.setAttribute('role', 'alert');
    }
  };
  return form;
}

/** What the form does not ask for. */
function kept({ rows, words }: Mapping): Mapping {
  return { ...(rows === undefined ? {} : { rows }), ...(words === undefined ? {} : { words }) };
}

function isEnough({ at, conversation, contact }: Mapping): boolean {
  return conversation !== undefined || (at !== undefined && contact !== undefined);
}
