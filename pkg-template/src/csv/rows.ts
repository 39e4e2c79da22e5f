/** Pages of rows. */
import type { Cell, Column, Explanation, Page } from '../types.js';
import { table, unavailable, type Table, type Value } from './table.js';

export function ofPage({ table: id, columns, rows, unavailable: reason }: Page): Table {
  if (reason) {
    return unavailable('table', id, reason);
  }
  return table(rows, Object.fromEntries(columns.map((column, place) => [headOf(column), (row) => valueOf(row[place], column)])));
}

export function ofExplanation({ metric, counted, leftOut }: Explanation): Table {
  const reason = counted.unavailable ?? leftOut.unavailable;
  if (reason) {
    return unavailable('metric', metric, reason);
  }
  const rows = Object.entries({ counted, leftOut }).flatMap(([list, page]) => page.rows.map((row) => ({ list, page, row })));
  const heads = new Set([counted, leftOut].flatMap(({ columns }) => columns.map(headOf)));
  const cellOf = (head: string) => ({ page, row }: (typeof rows)[number]) => {
    const place = page.columns.findIndex((column) => headOf(column) === head);
    return valueOf(row[place], page.columns[place]);
  };
  return table(rows, {
    metric: () => metric,
    list: ({ list }) => list,
    ...Object.fromEntries([...heads].map((head) => [head, cellOf(head)])),
  });
}

function headOf({ id, kind }: Column): string {
  return kind === 'duration' ? `${id}Ms` : id;
}

function valueOf(cell: Cell | undefined, column: Column | undefined): Value {
  return column?.kind === 'instant' && typeof cell === 'number' ? new Date(cell) : cell;
}
