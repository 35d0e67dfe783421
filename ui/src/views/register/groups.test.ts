/** Groups above the rows of the grid. */
import { describe, expect, it } from 'vitest';
import { GROUP, groupsOf, ROW } from './groups';

const line = (text: string | null, records: number) => ({ text, records, fen: 0 });

describe('groups', () => {
  const groups = groupsOf([line('甲', 2), line('乙', 3), line(null, 1)]);
  it('begin where the one before ends', () => {
    expect([0, 1, 2, 3, 4, 5].map((row) => groups.at(row)?.records ?? 0)).toEqual([2, 0, 3, 0, 0, 1]);
    expect(groups.at(5)?.text, 'what is empty is a group too').toBeNull();
  });
  it('push the rows below them down', () => {
    expect([0, 1, 2, 5].map(groups.top)).toEqual([GROUP, GROUP + ROW, 2 * GROUP + 2 * ROW, 3 * GROUP + 5 * ROW]);
    expect(groupsOf([]).top(7), 'without groups a row is a row').toBe(7 * ROW);
  });
});
