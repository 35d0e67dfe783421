/**
 * The picture of a sheet laid out as a table: lines in order, spans of merged cells, widths of columns.
 *
 * Not in here: colours and words (`SheetGrid.vue`). The invariant: a cell covered by a merge is not drawn a second time, and
 * no span reaches over a line that is folded away.
 */
import type { Finding, Fold, PictureRow, SheetPicture } from '../../contract/contract';
import { columnLetters } from '../../shared/sentence';

/** A cell as it is drawn. */
export interface DrawnCell {
  column: number;
  text: string;
  /** An account or a password stood there. */
  withheld: boolean;
  colspan: number;
  rowspan: number;
}

/** A line of the drawing: a row with its cells, or what is folded away. */
export type Line = { kind: 'row'; row: PictureRow; cells: DrawnCell[] } | { kind: 'fold'; fold: Fold };

/** Narrowest and widest column, in pixels. */
const WIDTH = { least: 44, most: 220 };
/** Rows that a width is taken from. */
const LOOKED_AT = 60;

/** How wide a text stands, in pixels at 13: Chinese signs are twice as wide as others. */
export const textWidth = (text: string): number => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 13 : 7.4), 0);

/** Widths of the columns, by the texts that stand alone in them. */
export function widths(picture: SheetPicture): number[] {
  const spanned = new Set(picture.merges.flatMap((merge) => (merge.right > merge.left ? [`${merge.top}:${merge.left}`] : [])));
  const found = Array.from({ length: picture.columns || lastColumn(picture) }, () => WIDTH.least);
  for (const row of picture.rows.slice(0, LOOKED_AT)) {
    const lone = Object.keys(row.cells).length <= 2;
    found.forEach((width, at) => {
      const text = row.cells[columnLetters(at + 1)];
      if (text === undefined || lone || spanned.has(`${row.row}:${at + 1}`)) return;
      found[at] = Math.min(WIDTH.most, Math.max(width, textWidth(text.slice(0, 30)) + 18));
    });
  }
  return found.map(Math.round);
}

/** The last column that anything stands in. */
export function lastColumn(picture: SheetPicture): number {
  let last = 1;
  for (const row of picture.rows) {
    for (const letters of Object.keys(row.cells)) last = Math.max(last, columnNumber(letters));
    for (const column of row.withheld) last = Math.max(last, column);
  }
  return last;
}

/** The column of letters: A -> 1, AA -> 27. */
export const columnNumber = (letters: string): number => [...letters].reduce((sum, sign) => sum * 26 + sign.charCodeAt(0) - 64, 0);

/** The lines of the drawing, from the top. */
export function lines(picture: SheetPicture): Line[] {
  const last = lastColumn(picture);
  const shown = new Map(picture.rows.map((row, at) => [row.row, at]));
  const covered = new Set<string>();
  const spans = new Map<string, { colspan: number; rowspan: number }>();
  for (const merge of picture.merges) {
    const at = shown.get(merge.top);
    const right = Math.min(merge.right, last);
    if (right < merge.left) continue;
    const whole = at !== undefined && picture.rows[at + merge.bottom - merge.top]?.row === merge.bottom;
    const bottom = whole ? merge.bottom : merge.top;
    spans.set(`${merge.top}:${merge.left}`, { colspan: right - merge.left + 1, rowspan: bottom - merge.top + 1 });
    for (let row = merge.top; row <= bottom; row += 1) {
      for (let column = merge.left; column <= right; column += 1) {
        if (row !== merge.top || column !== merge.left) covered.add(`${row}:${column}`);
      }
    }
  }
  const drawn: Array<Line & { at: number }> = picture.rows.map((row) => ({ kind: 'row', row, cells: cells(row, last, covered, spans), at: row.row }));
  const folds: Array<Line & { at: number }> = picture.folds.map((fold) => ({ kind: 'fold', fold, at: fold.from }));
  return [...drawn, ...folds].sort((a, b) => a.at - b.at);
}

function cells(row: PictureRow, last: number, covered: Set<string>, spans: Map<string, { colspan: number; rowspan: number }>): DrawnCell[] {
  const found: DrawnCell[] = [];
  for (let column = 1; column <= last; column += 1) {
    const place = `${row.row}:${column}`;
    if (covered.has(place)) continue;
    const span = spans.get(place) ?? { colspan: 1, rowspan: 1 };
    const text = row.cells[columnLetters(column)] ?? '';
    found.push({ column, text, withheld: row.withheld.includes(column), ...span });
  }
  return overflowing(found, row);
}

/** A lone text in a title or note reaches over the empty cells to its right, as in Excel. */
function overflowing(found: DrawnCell[], row: PictureRow): DrawnCell[] {
  if (row.kind === 'record' || row.kind === 'header' || row.kind === 'subtotal') return found;
  const kept: DrawnCell[] = [];
  for (const cell of found) {
    const before = kept[kept.length - 1];
    const free = cell.text === '' && !cell.withheld && cell.rowspan === 1 && cell.colspan === 1;
    if (before && before.rowspan === 1 && before.text !== '' && free && textWidth(before.text) > 40) before.colspan += 1;
    else kept.push(cell);
  }
  return kept;
}

/** The weightiest finding of every cell and row, by `row:column`; column 0 for the row. */
export function findingsByPlace(findings: Finding[]): Map<string, Finding[]> {
  const WEIGHT = { must_fix: 2, explain: 1, info: 0 };
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = `${finding.row}:${finding.column}`;
    found.set(place, [...(found.get(place) ?? []), finding].sort((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity]));
  }
  return found;
}
