/**
 * Groups of the grid's rows, and which of them are folded: the lines that are drawn, and the rows they stand for.
 *
 * Rows keep their places, folded or not. A line is a row, with the head of its group above it where one begins, or the head of a
 * folded group alone, which stands for its first row. The invariant: every row is on one line; lines and tops rise with rows.
 */
import type { GroupLine } from '../../contract/contract';

/** Height of a row, CSS pixels. */
export const ROW = 32;
/** Height of a group's head, CSS pixels. */
export const GROUP = 28;

/** A group with the place of its first row. */
export interface Group {
  line: GroupLine;
  from: number;
  folded: boolean;
}

/** The groups of rows. */
export interface Groups {
  all: readonly Group[];
  /** How many lines there are for so many rows. */
  lines(rows: number): number;
  /** The row that a line stands for. */
  row(line: number): number;
  /** The line that a row is on. */
  line(row: number): number;
  /** The group that begins at a row. */
  at(row: number): Group | undefined;
  /** The group that a row is in. */
  of(row: number): Group | undefined;
  /** Top edge of a row, from the first; of the group's head where it is folded. */
  top(row: number): number;
  /** Height of a line. */
  height(line: number): number;
}

/** What a group is remembered by: its value. */
export const nameOf = (group: Group): string => group.line.text ?? '';

/** A group with where it is drawn. */
interface Span extends Group {
  firstLine: number;
  top: number;
}

/** Places groups one after the other. */
export function groupsOf(told: readonly GroupLine[], folded: ReadonlySet<string> = new Set()): Groups {
  const spans: Span[] = [];
  const end = { from: 0, firstLine: 0, top: 0 };
  for (const line of told) {
    const span = { line, folded: folded.has(line.text ?? ''), ...end };
    spans.push(span);
    end.from += line.records;
    end.firstLine += span.folded ? 1 : line.records;
    end.top += GROUP + (span.folded ? 0 : line.records * ROW);
  }
  const hidden = end.from - end.firstLine;
  /** The last group that begins at a row, or on a line, or before it. */
  function last(by: 'from' | 'firstLine', place: number): Span | undefined {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.[by] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return spans[low - 1];
  }
  const isAt = (span: Span | undefined, row: number) => (span?.from === row ? span : undefined);
  const row = (line: number) => {
    if (line >= end.firstLine) return line + hidden;
    const span = last('firstLine', line);
    return span ? (span.folded ? span.from : span.from + line - span.firstLine) : line;
  };
  const of = (at: number) => (at < end.from ? last('from', at) : undefined);
  return {
    all: spans,
    lines: (rows) => Math.max(0, rows - hidden),
    row,
    line: (at) => {
      const span = of(at);
      return span ? (span.folded ? span.firstLine : span.firstLine + at - span.from) : at - hidden;
    },
    at: (at) => isAt(of(at), at),
    of,
    top: (at) => {
      const span = of(at);
      if (!span) return end.top + (at - end.from) * ROW;
      return span.folded ? span.top : span.top + GROUP + (at - span.from) * ROW;
    },
    height: (line) => {
      const at = row(line);
      const span = isAt(of(at), at);
      return span?.folded ? GROUP : ROW + (span ? GROUP : 0);
    },
  };
}

/** Whether some of these rows are hidden by a folded group. */
export const hides = (groups: Groups, top: number, bottom: number): boolean =>
  groups.all.some((group) => group.folded && group.from <= bottom && group.from + group.line.records > top);

/** The runs of rows that some lines stand for, last row excluded; folded groups need none of theirs. */
export function runsOf(groups: Groups, lines: readonly number[]): Array<[from: number, to: number]> {
  const runs: Array<[number, number]> = [];
  for (const line of lines) {
    const row = groups.row(line);
    if (groups.of(row)?.folded) continue;
    const run = runs.at(-1);
    if (run && run[1] === row) run[1] = row + 1;
    else runs.push([row, row + 1]);
  }
  return runs;
}
