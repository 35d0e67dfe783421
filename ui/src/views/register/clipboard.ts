/**
 * What goes to Excel and comes from it: tab-separated text and an HTML table. Pure: the clipboard itself is the grid's.
 *
 * The invariant: a block that is copied and read again is the same block.
 */
import type { Cell, Range, Size } from './ranges';

/** Texts by row and column. */
export type Block = string[][];

const needsQuotes = /[\t\n\r"]/;

/** As tab-separated text; a cell with tabs, breaks or quotes stands in quotes, as Excel does it. */
export const toTsv = (block: Block): string =>
  block.map((row) => row.map((text) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join('\t')).join('\r\n');

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/\r?\n/g, '<br>');

/** As an HTML table. Columns that are texts say so, or Excel would take the zeros from codes. */
export function toHtml(block: Block, isText: (column: number) => boolean): string {
  const cell = (text: string, column: number) => `<td${isText(column) ? ' style="mso-number-format:\'\\@\'"' : ''}>${escaped(text)}</td>`;
  const rows = block.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return `<table>${rows}</table>`;
}

/** Tab-separated text as a block; a line break at the end ends the last row. Rows are filled up to one length. */
export function fromTsv(text: string): Block {
  const rows: Block = [];
  let row: string[] = [];
  let at = 0;
  const endRow = () => {
    rows.push(row);
    row = [];
  };
  while (at <= text.length) {
    let cell = '';
    if (text[at] === '"') {
      [cell, at] = quoted(text, at + 1);
    } else {
      const end = text.slice(at).search(/[\t\r\n]/);
      const to = end < 0 ? text.length : at + end;
      cell = text.slice(at, to);
      at = to;
    }
    row.push(cell);
    const sign = text[at];
    if (sign === '\t') at += 1;
    else {
      endRow();
      if (sign === undefined) break;
      at += text.startsWith('\r\n', at) ? 2 : 1;
      if (at === text.length) break;
    }
  }
  const width = Math.max(...rows.map((one) => one.length));
  return rows.map((one) => [...one, ...Array<string>(width - one.length).fill('')]);
}

/** The text of a quoted cell that begins at `at`, and where it ends. */
function quoted(text: string, at: number): [string, number] {
  let cell = '';
  for (; at < text.length; at += 1) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else {
      at += 1;
      break;
    }
  }
  while (at < text.length && !/[\t\r\n]/.test(text[at] ?? '')) cell += text[at++];
  return [cell, at];
}

/** A text for a cell. */
export interface Pasted extends Cell {
  text: string;
}

/**
 * Which cell gets which text when a block is pasted over a range: one text fills the range, a block that divides it is
 * repeated, any other begins at the range's corner. `lost`: texts for which the grid has no cell.
 */
export function pasted(block: Block, range: Range, size: Size): { cells: Pasted[]; lost: number } {
  const [high, wide] = [block.length, block[0]?.length ?? 0];
  if (high === 0 || wide === 0) return { cells: [], lost: 0 };
  const [rows, columns] = [range.bottom - range.top + 1, range.right - range.left + 1];
  const repeats = rows % high === 0 && columns % wide === 0;
  const [toRows, toColumns] = repeats ? [rows, columns] : [high, wide];
  const cells: Pasted[] = [];
  let lost = 0;
  for (let y = 0; y < toRows; y += 1) {
    for (let x = 0; x < toColumns; x += 1) {
      const cell = { row: range.top + y, column: range.left + x, text: block[y % high]?.[x % wide] ?? '' };
      if (cell.row < size.rows && cell.column < size.columns) cells.push(cell);
      else lost += 1;
    }
  }
  return { cells, lost };
}
