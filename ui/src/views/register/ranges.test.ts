import { describe, expect, it } from 'vitest';
import { all, cellsIn, holds, inside, movedBy, next, only, rangeOf } from './ranges';

const size = { rows: 100, columns: 5 };
const key = (name: string, ctrl = false, shift = false) => ({ key: name, ctrl, shift });
const cell = (row: number, column: number) => ({ row, column });

describe('ranges', () => {
  it('lie between their corners, however they were drawn', () => {
    const range = rangeOf({ anchor: cell(4, 3), focus: cell(2, 1) });
    expect(range).toEqual({ top: 2, bottom: 4, left: 1, right: 3 });
    expect(cellsIn(range)).toBe(9);
    expect([holds(range, 4, 3), holds(range, 5, 3)], 'the edge is in it, the next row is not').toEqual([true, false]);
    expect(cellsIn(rangeOf(all(size))), 'Ctrl+A takes everything').toBe(500);
    expect(inside(cell(200, -1), size), 'nothing leads out of the grid').toEqual(cell(99, 0));
  });
  it('move and stretch by the keys of Excel', () => {
    const at = only(cell(10, 2));
    expect(movedBy(at, key('ArrowDown'), size, 20)).toEqual(only(cell(11, 2)));
    expect(movedBy(at, key('ArrowRight', true), size, 20), 'Ctrl goes to the edge').toEqual(only(cell(10, 4)));
    expect(movedBy(at, key('ArrowUp', false, true), size, 20), 'Shift keeps the anchor').toEqual({ anchor: cell(10, 2), focus: cell(9, 2) });
    expect(movedBy(at, key('PageDown'), size, 20)).toEqual(only(cell(30, 2)));
    expect(movedBy(at, key('End', true), size, 20)).toEqual(only(cell(99, 4)));
    expect(movedBy(at, key('Home'), size, 20)).toEqual(only(cell(10, 0)));
    expect(movedBy(at, key('x'), size, 20), 'a letter moves nothing').toBeNull();
  });
  it('are walked round by Enter and Tab', () => {
    const range = { top: 2, bottom: 3, left: 1, right: 2 };
    expect(next(cell(3, 1), range, size, 'down'), 'from the foot to the head of the next column').toEqual(cell(2, 2));
    expect(next(cell(3, 2), range, size, 'down'), 'and from the end to the beginning').toEqual(cell(2, 1));
    expect(next(cell(2, 2), range, size, 'right')).toEqual(cell(3, 1));
    expect(next(cell(2, 1), range, size, 'left'), 'backwards too').toEqual(cell(3, 2));
    expect(next(cell(99, 4), rangeOf(only(cell(99, 4))), size, 'down'), 'one cell stops at the edge').toEqual(cell(99, 4));
  });
});
