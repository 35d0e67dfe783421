/**
 * Groups of the grid's rows: a line above the first row of each. Rows keep their places; a group line belongs to its first row.
 *
 * The invariant: tops rise with places, by one row each, and by one line more where a group begins.
 */
import type { GroupLine } from '../../contract/contract';

/** Height of a row, CSS pixels. */
export const ROW = 32;
/** Height of a group's line above its first row, CSS pixels. */
export const GROUP = 28;

/** The groups of rows by the places where they begin. */
export interface Groups {
  /** The group that begins at a row. */
  at(row: number): GroupLine | undefined;
  /** Top edge of a row, from the first. */
  top(row: number): number;
}

/** Places groups one after the other. */
export function groupsOf(lines: readonly GroupLine[]): Groups {
  const starts: number[] = [];
  const byStart = new Map<number, GroupLine>();
  let from = 0;
  for (const line of lines) {
    starts.push(from);
    byStart.set(from, line);
    from += line.records;
  }
  /** How many groups begin at a row or before it. */
  function begun(row: number): number {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return { at: (row) => byStart.get(row), top: (row) => row * ROW + begun(row) * GROUP };
}
