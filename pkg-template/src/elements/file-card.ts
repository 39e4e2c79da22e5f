import { FORMATS } from '../ids.js';
import type { DateOrderId, FaultCode, FormatId, InputOptions, InputSummary, Place, RowCounts } from '../types.js';
import type { Spelling } from '../words.js';
import { button, make } from './dom.js';
import { mappingForm } from './mapping-form.js';

export const FILE_STYLES = `
.file > summary { cursor: pointer; overflow-wrap: anywhere; }
.file > summary > * + * { margin-inline-start: 0.375rem; }
.file .name { font-weight: 600; }
.file .body { display: grid; gap: 0.75rem; justify-items: start; margin-block-start: 0.75rem; }
.file .body > * { max-inline-size: 100%; }
.trouble-text, .mapping .trouble { font-weight: 600; overflow-wrap: anywhere; }
.badge { display: inline-block; padding-inline: 0.375rem; border: 1px solid currentcolor; border-radius: 0.375rem; color: var(--_muted); font-size: 0.75rem; font-weight: 400; }
.mapping { inline-size: 100%; }
.mapping p { margin-block-end: 0.375rem; }
.mapping details { margin-block-start: 0.5rem; }
.mapping summary { cursor: pointer; color: var(--_muted); }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: 0.25rem 1rem; inline-size: 100%; }
.fields label { flex-direction: column; align-items: stretch; gap: 0.125rem; min-inline-size: 0; }
.file select { inline-size: 100%; max-inline-size: 100%; min-inline-size: 0; }
.file .choice { display: grid; gap: 0.125rem; inline-size: min(100%, 20rem); }
`;

/** A file as it was read. */
export interface ReadFile {
  input: InputSummary;
  /** What the person has said of it. */
  own: InputOptions;
  /** The zone of times without one, if nothing else is said. */
  timeZone: string;
  /** That zone is not the one: ids have told another. */
  isZoneLearnt: boolean;
  /** There are not many, so there is room for more than what is in question. */
  isOneOfFew: boolean;
}

/** What can be done about it. */
export interface FileActions {
  /** Reads it again, by what is said of it now in the control of this name. */
  correct(own: InputOptions, control?: string): void;
  leaveOut(): void;
}

/** What a file was taken for and why, what was read from it and what was not, and whatever of that can be corrected. */
export function fileCard(spell: Spelling, file: ReadFile, actions: FileActions): HTMLDetailsElement {
  const { input, own } = file;
  const { name, chat, error, warnings } = input;
  const isGuessed = !error && (input.isMappingGuessed || input.isDateOrderGuessed);
  const heading = make('summary', {},
    make('bdi', { className: 'name', textContent: chat || name || spell.word('ui.pasted') }),
    isGuessed ? make('span', { className: 'badge', textContent: spell.word('ui.guessed') }) : undefined,
    make('span', { className: 'muted', textContent: takenFor(spell, input) }));
  const body = make('div', { className: 'body' },
    error ? make('p', { className: 'trouble-text', attributes: { role: 'alert' }, textContent: errorInWords(spell, input) }) : undefined,
    make('p', { textContent: rowsInWords(spell, input.rows), hidden: error !== undefined }),
    warnings.length > 0 ? warningsOf(spell, input) : undefined,
    formatOf(spell, file, actions),
    hasNaiveTimes(input) || own.timeZone !== undefined ? zoneOf(spell, file, actions) : undefined,
    input.isDateOrderGuessed || own.dateOrder !== undefined ? dateOrderOf(spell, file, actions) : undefined,
    input.columns ? mappingForm(spell, input, (format) => actions.correct({ ...own, format })) : undefined,
    button(spell.word('ui.leave-out'), () => actions.leaveOut()));
  const isOpen = error !== undefined || input.isDateOrderGuessed || (file.isOneOfFew && (isGuessed || warnings.length > 0));
  return make('details', { className: error ? 'card file trouble' : 'card file', part: 'card', open: isOpen === true }, heading, body);
}

/** Whether a zone has been taken for granted in reading it. */
export function hasNaiveTimes({ format, error, warnings }: InputSummary): boolean {
  return error === undefined && (format === 'whatsapp' || warnings.some(({ code }) => code === 'naive-time'));
}

/** Where in a file something is. */
export function placeInWords(spell: Spelling, { line, path, offset }: Place): string {
  const inLine = line === undefined ? '' : spell.word('error.place-line', { line });
  const places = [inLine, path ?? ''].filter((place) => place !== '');
  const atByte = places.length === 0 && offset !== undefined ? spell.word('error.place', { offset }) : '';
  return spell.list([...places, atByte].filter((place) => place !== ''));
}

function takenFor(spell: Spelling, { format, reason, error }: InputSummary): string {
  if (format === undefined || reason === undefined || error) {
    return spell.word(format === undefined ? 'ui.unread' : `format.${format}`);
  }
  return spell.word('ui.recognised', { format: spell.word(`format.${format}`), reason: spell.word(`recognised.${reason}`) });
}

function errorInWords(spell: Spelling, { error, columns }: InputSummary): string {
  if (!error) {
    return '';
  }
  if (error.code === 'unknown-format' && columns) {
    return spell.word('ui.mapping-needed');
  }
  const place = placeInWords(spell, error);
  return spell.word(`error.${error.code}`) + (place ? ` (${place})` : '');
}

function rowsInWords(spell: Spelling, rows: RowCounts): string {
  const kinds = ['conversations', 'messages', 'events', 'contacts', 'surveys'] as const;
  const counts = kinds.filter((kind) => rows[kind] > 0).map((kind) => spell.word(`ui.${kind}`, { count: spell.number(rows[kind]) }));
  return counts.length > 0 ? counts.join(' · ') : spell.word('ui.no-rows');
}

/** What is not said of rows, but of the file. */
const OF_THE_WHOLE: readonly FaultCode[] = ['guessed-encoding', 'guessed-date-order', 'zone-differs'];

function warningsOf(spell: Spelling, { warnings }: InputSummary): HTMLElement {
  const lines = warnings.map(({ code, count, first }) => {
    // Which byte it is would tell nobody anything.
    const { offset: _, ...where } = first;
    const place = placeInWords(spell, where);
    const number = OF_THE_WHOLE.includes(code) ? '' : `${spell.number(count)} `;
    return make('li', {}, number + spell.word(`warning.${code}`),
      place ? make('span', { className: 'muted', textContent: ` (${spell.word('ui.first-place', { place })})` }) : undefined);
  });
  return make('div', {}, make('p', { className: 'muted', textContent: spell.word('ui.warnings') }), make('ul', {}, ...lines));
}

/** What it is read as: what it is recognised as, unless somebody knows better. */
function formatOf(spell: Spelling, { input, own: { format, ...others } }: ReadFile, actions: FileActions): HTMLElement {
  const named = FORMATS.map((id) => [id, spell.word(`format.${id}`)] as const).sort(([, a], [, b]) => a.localeCompare(b, spell.tag));
  const select = make('select', { name: 'format' },
    make('option', { value: '', textContent: spell.word('ui.format-auto') }),
    ...named.map(([value, textContent]) => make('option', { value, textContent })));
  select.value = (typeof format === 'object' ? input.format : format) ?? '';
  select.onchange = () => actions.correct(select.value === '' ? others : { ...others, format: select.value as FormatId }, 'format');
  return make('label', { className: 'choice' }, spell.word('ui.format'), select);
}

function zoneOf(spell: Spelling, { own, timeZone, isZoneLearnt }: ReadFile, actions: FileActions): HTMLElement {
  const plain = (zone: string) => zone.replaceAll('_', ' ');
  const zones = [...new Set([...(own.timeZone ? [own.timeZone] : []), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const select = make('select', { name: 'zone' },
    make('option', { value: '', textContent: isZoneLearnt ? spell.word('ui.file-zone-learnt') : spell.word('ui.file-zone-page', { zone: plain(timeZone) }) }),
    ...zones.map((zone) => make('option', { value: zone, textContent: plain(zone) })));
  select.value = own.timeZone ?? '';
  select.onchange = () => {
    const { timeZone: _, ...others } = own;
    actions.correct(select.value === '' ? others : { ...others, timeZone: select.value }, 'zone');
  };
  return make('label', { className: 'choice' }, spell.word('ui.file-zone'), select);
}

/** Dates such as 3/4/25 that no line of the file settles. */
function dateOrderOf(spell: Spelling, { input, own }: ReadFile, actions: FileActions): HTMLElement {
  const orders: readonly DateOrderId[] = ['dmy', 'mdy', 'ymd'];
  const select = make('select', { name: 'order' },
    ...orders.map((order) => make('option', { value: order, textContent: spell.word(`ui.date-order.${order}`) })));
  select.value = input.dateOrder ?? 'dmy';
  select.onchange = () => actions.correct({ ...own, dateOrder: select.value as DateOrderId }, 'order');
  return make('label', { className: 'choice' }, spell.word('ui.date-order'), select);
}
