/** Groups above the rows of the grid, open and folded. */
import { describe, expect, it } from 'vitest';
import { GROUP, groupsOf, hides, ROW, runsOf } from './groups';

const line = (text: string | null, records: number) => ({ text, records, fen: 0 });
const three = [line('甲', 2), line('乙', 3), line(null, 1)];

describe('groups', () => {
  const groups = groupsOf(three);
  it('begin where the one before ends', () => {
    expect([0, 1, 2, 3, 4, 5].map((row) => groups.at(row)?.line.records ?? 0)).toEqual([2, 0, 3, 0, 0, 1]);
    expect(groups.at(5)?.line.text, 'what is empty is a group too').toBeNull();
  });
  it('push the rows below them down', () => {
    expect([0, 1, 2, 5].map(groups.top)).toEqual([GROUP, GROUP + ROW, 2 * GROUP + 2 * ROW, 3 * GROUP + 5 * ROW]);
    expect(groupsOf([]).top(7), 'without groups a row is a row').toBe(7 * ROW);
    expect([groupsOf([]).lines(7), groupsOf([]).row(6), groupsOf([]).line(6)]).toEqual([7, 6, 6]);
  });
});

describe('a folded group', () => {
  const groups = groupsOf(three, new Set(['乙', '']));
  it('is one line that stands for its first row', () => {
    expect(groups.lines(6), 'two rows and two heads').toBe(4);
    expect([0, 1, 2, 3].map(groups.row)).toEqual([0, 1, 2, 5]);
    expect([0, 1, 2, 3, 4, 5].map(groups.line), 'hidden rows are on the line of their head').toEqual([0, 1, 2, 2, 2, 3]);
    expect([0, 1, 2, 3].map(groups.height)).toEqual([GROUP + ROW, ROW, GROUP, GROUP]);
  });
  it('draws every line where the one before ends', () => {
    let top = 0;
    for (let at = 0; at < groups.lines(6); at += 1) {
      const head = groups.at(groups.row(at)) && !groups.of(groups.row(at))?.folded ? GROUP : 0;
      expect(groups.top(groups.row(at)), `line ${at}`).toBe(top + head);
      top += groups.height(at);
    }
  });
  it('asks for none of its rows', () => {
    expect(runsOf(groups, [0, 1, 2, 3])).toEqual([[0, 2]]);
    expect(runsOf(groupsOf(three, new Set(['甲'])), [0, 1, 2, 3, 4]), 'what is hidden between is left out').toEqual([[2, 6]]);
    expect([hides(groups, 0, 1), hides(groups, 1, 2), hides(groups, 4, 4)], 'nothing is written that is not seen').toEqual([false, true, true]);
  });
  it('leaves rows that came since the groups were told', () => {
    expect([groups.lines(8), groups.row(4), groups.line(6), groups.top(6)], 'they follow below').toEqual([6, 6, 4, 3 * GROUP + 2 * ROW]);
  });
});
