/** What is shown, as a file of CSV. */
import type { Answer, CsvOptions, Exportable, Page, Paging, Period } from '../types.js';
import type { Spelling } from '../words.js';
import { button, make } from './dom.js';

/** Of more rows, a file has only the first. */
export const MOST_ROWS = 10_000;

/** Until then a browser has certainly begun to read what it saves. */
const KEPT_MS = 60_000;
const DAY = 86_400_000;

/** A quiet button, of what has the title beside it; see {@link nameDownload}. */
export function downloadButton(onclick: () => void): HTMLButtonElement {
  const made = button('', onclick, 'download');
  made.classList.add('plain');
  made.setAttribute('aria-describedby', 'title');
  return made;
}

/** What it says in a language, and what it says that it does. */
export function nameDownload(button: HTMLButtonElement, title: string, spell: Spelling): void {
  button.textContent = spell.word('ui.csv');
  button.title = title;
  button.setAttribute('aria-label', title);
}

/** Has the browser save a file. Most who look save nothing, so what writes it is only loaded then. */
export async function save(what: Exportable, name: string, options?: CsvOptions): Promise<void> {
  const { toCsv } = await import('../csv.js');
  // Spreadsheets need the mark to read UTF-8 as such.
  const file = new Blob(['\ufeff', toCsv(what, options)], { type: 'text/csv;charset=utf-8' });
  const address = URL.createObjectURL(file);
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** The rows of all pages as one, as far as a file has them. */
export async function allRows(page: (paging: Paging) => Promise<Page>): Promise<Page> {
  const first = await page({ offset: 0, limit: MOST_ROWS });
  const rows = [...first.rows];
  const wanted = Math.min(first.total, MOST_ROWS);
  let isMore = rows.length < wanted;
  while (isMore) {
    const next = await page({ offset: rows.length, limit: wanted - rows.length });
    rows.push(...next.rows);
    isMore = next.rows.length > 0 && rows.length < wanted;
  }
  return { ...first, rows: rows.slice(0, MOST_ROWS) };
}

/** `tag-log_2025-03-01_2025-03-31.csv`: the first and the last day. */
export function fileName(name: string, period?: Period): string {
  const days = period ? [period.from, new Date(Date.parse(period.to) - DAY).toISOString().slice(0, 10)] : [];
  // Keys of attributes may have signs that file systems do not take.
  return `${[name.replace(/[^\p{L}\p{N}.-]+/gu, '-'), ...new Set(days)].join('_')}.csv`;
}

/** What a file of an answer is called: its metric, and how it is looked at. */
export function nameOfAnswer(answer: Answer): string {
  return fileName([answer.metric, ...viewOf(answer)].join('-'), answer.period);
}

function viewOf(answer: Answer): readonly string[] {
  switch (answer.shape) {
    case 'series':
      return ['over', answer.over, ...(answer.by ? ['by', answer.by] : [])];
    case 'breakdown':
      return ['by', answer.by];
    case 'grid':
      return answer.cohort ? ['cohort', answer.cohort] : ['across', 'hour-of-week'];
    case 'distribution':
      return ['spread'];
    case 'curve':
      return ['curve'];
    default:
      return [];
  }
}
