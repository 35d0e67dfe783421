/**
 * Cells and ranges of cells, and how the keys of Excel move through them. Pure: no drawing, no data.
 *
 * The invariant: a range holds at least one cell, and every cell lies inside the grid.
 */

/** A cell by row and column, from 0. */
export interface Cell {
  row: number;
  column: number;
}

/** Both ends included. */
export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** How many rows and columns there are. */
export interface Size {
  rows: number;
  columns: number;
}

/** A range by two of its corners: where it was begun, and where it ends. */
export interface Selection {
  anchor: Cell;
  focus: Cell;
}

/** One cell selected. */
export const only = (cell: Cell): Selection => ({ anchor: cell, focus: cell });

/** The range between two corners. */
export function rangeOf({ anchor, focus }: Selection): Range {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

/** Whether a cell lies in a range. */
export const holds = (range: Range, row: number, column: number): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;

/** How many cells a range has. */
export const cellsIn = (range: Range): number => (range.bottom - range.top + 1) * (range.right - range.left + 1);

/** Everything. */
export const all = (size: Size): Selection => ({ anchor: { row: 0, column: 0 }, focus: { row: Math.max(0, size.rows - 1), column: Math.max(0, size.columns - 1) } });

const within = (number: number, count: number) => Math.min(Math.max(number, 0), Math.max(0, count - 1));

/** The cell nearest to one that may lie outside. */
export const inside = (cell: Cell, size: Size): Cell => ({ row: within(cell.row, size.rows), column: within(cell.column, size.columns) });

/** A key as far as moving goes. */
export interface MoveKey {
  key: string;
  ctrl: boolean;
  shift: boolean;
}

const STEPS: Record<string, readonly [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Where a key leads from a cell; none if it does not move. `page`: rows that are seen at once. */
export function target(from: Cell, { key, ctrl }: MoveKey, size: Size, page: number): Cell | null {
  const step = STEPS[key];
  if (step) {
    const far = ctrl ? Math.max(size.rows, size.columns) : 1;
    return inside({ row: from.row + step[0] * far, column: from.column + step[1] * far }, size);
  }
  const jumps: Record<string, Cell> = {
    PageUp: { row: from.row - page, column: from.column },
    PageDown: { row: from.row + page, column: from.column },
    Home: { row: ctrl ? 0 : from.row, column: 0 },
    End: { row: ctrl ? size.rows - 1 : from.row, column: size.columns - 1 },
  };
  const jump = jumps[key];
  return jump ? inside(jump, size) : null;
}

/** The selection after a moving key: Shift stretches it. None if the key does not move. */
export function movedBy(selection: Selection, key: MoveKey, size: Size, page: number): Selection | null {
  const to = target(selection.focus, key, size, page);
  if (!to) return null;
  return key.shift ? { anchor: selection.anchor, focus: to } : only(to);
}

/**
 * The next cell after Enter or Tab. Inside a range of several cells it goes round in it and keeps it, as in Excel; `active` is
 * the cell in it that is worked on.
 */
export function next(active: Cell, range: Range, size: Size, by: 'down' | 'up' | 'right' | 'left'): Cell {
  const [rowStep, columnStep] = { down: [1, 0], up: [-1, 0], right: [0, 1], left: [0, -1] }[by] as [number, number];
  if (cellsIn(range) === 1) return inside({ row: active.row + rowStep, column: active.column + columnStep }, size);
  const [wide, high] = [range.right - range.left + 1, range.bottom - range.top + 1];
  const [x, y] = [active.column - range.left, active.row - range.top];
  const count = wide * high;
  const at = rowStep !== 0 ? x * high + y + rowStep : y * wide + x + columnStep;
  const round = (at + count) % count;
  return rowStep !== 0
    ? { row: range.top + (round % high), column: range.left + Math.floor(round / high) }
    : { row: range.top + Math.floor(round / wide), column: range.left + (round % wide) };
}
