import { describe, expect, it } from 'vitest';
import { fromTsv, pasted, toHtml, toTsv } from './clipboard';

const size = { rows: 10, columns: 4 };
const one = (row: number, column: number) => ({ top: row, bottom: row, left: column, right: column });

describe('the clipboard', () => {
  it('gives a block back as it was', () => {
    for (const block of [
      [['甲', '12.5'], ['', '乙']],
      [['两行\n文字', '有"引号"', '有\t制表符']],
      [['']],
      [['a', ''], ['', '']],
    ]) {
      expect(fromTsv(toTsv(block)), 'what goes out comes in').toEqual(block);
    }
  });
  it('reads what Excel writes', () => {
    expect(fromTsv('a\tb\r\nc\td\r\n'), 'a break at the end is no row').toEqual([['a', 'b'], ['c', 'd']]);
    expect(fromTsv('a\tb\nc'), 'short rows are filled up').toEqual([['a', 'b'], ['c', '']]);
    expect(fromTsv('"1\n2"\t3'), 'a break inside a cell').toEqual([['1\n2', '3']]);
  });
  it('keeps leading zeros and markup harmless in Excel', () => {
    const html = toHtml([['001', '<b>']], () => true);
    expect(html).toContain("mso-number-format:'\\@'");
    expect(html, 'a cell is text, never markup').toContain('&lt;b&gt;');
  });
  it('fills, repeats or begins at the corner', () => {
    expect(pasted([['x']], { top: 1, bottom: 2, left: 0, right: 1 }, size).cells.length, 'one text fills the range').toBe(4);
    const twice = pasted([['a'], ['b']], { top: 0, bottom: 3, left: 1, right: 1 }, size).cells;
    expect(twice.map((cell) => cell.text), 'a block that divides the range is repeated').toEqual(['a', 'b', 'a', 'b']);
    const corner = pasted([['a', 'b'], ['c', 'd']], one(8, 3), size);
    expect(corner.cells.map(({ row, column, text }) => [row, column, text])).toEqual([[8, 3, 'a'], [9, 3, 'c']]);
    expect(corner.lost, 'what has no cell is told, not dropped silently').toBe(2);
  });
});
