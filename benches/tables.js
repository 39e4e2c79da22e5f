/** Markdown. */

/** `columns`: their headings; those after the first are of figures. */
export function table(columns, rows) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const rule = `|---|${columns.slice(1).map(() => '--:|').join('')}`;
  return [row(columns), rule, ...rows.map(row)].join('\n');
}

export function section(title, ...paragraphs) {
  return [`## ${title}`, ...paragraphs].join('\n\n');
}
