import { describe, expect, it } from 'vitest';
import type { FieldShape, SheetPicture, SheetReading, TableReading } from '../../contract/contract';
import { headersWith, inUnit, kindOf, mapped, readingsFrom, unitAssumed, unitsOf } from './correct';
import { columnNumber, lines, widths } from './sheetGrid';

const field = (key: string, type: FieldShape['type']): FieldShape => ({
  key, type, header: key, group: '', unit: null, codes: [], need: { kind: 'optional' }, search: false, own: false,
});
const table: TableReading = {
  form: 'rows', header_rows: [3], first_row: 4, fingerprint: 'f',
  columns: [
    { column: 1, header: '序号', field: null, reason: 'serial' },
    { column: 2, header: '名称', field: 'project_name', reason: 'synonym' },
    { column: 3, header: '投资', field: 'invest_total', reason: 'header', money: ['wan', 'assumed'] },
    { column: 4, header: '备用', field: null, reason: 'no_field' },
  ],
};

describe('corrections of a reading', () => {
  it('gives a field to one column only', () => {
    const after = mapped(table, 3, field('project_name', 'text'));
    expect(after.columns[3], 'the column that was chosen').toMatchObject({ field: 'project_name', reason: 'person' });
    expect(after.columns[1], 'the one that had it is kept under its own header').toMatchObject({ field: null, reason: 'no_field' });
    expect(table.columns[1]?.field, 'the reading that was shown is not touched').toBe('project_name');
  });
  it('leaves a column out or keeps it as it stands', () => {
    expect(mapped(table, 2, 'out').columns[2]).toEqual({ column: 3, header: '投资', field: null, reason: 'serial' });
    expect(mapped(table, 2, 'extra').columns[2]).toEqual({ column: 3, header: '投资', field: null, reason: 'no_field' });
  });
  it('gives a new column of amounts a unit that must be looked at', () => {
    const after = mapped(table, 3, field('invest_other', 'money'));
    expect(after.columns[3]?.money, 'nobody stated it').toEqual(['wan', 'assumed']);
  });
  it('says the unit of all amounts', () => {
    expect(unitAssumed(table)).toBe(true);
    const after = inUnit(table, 'yuan');
    expect([unitsOf(after), unitAssumed(after)], 'a person said so').toEqual([['yuan'], false]);
  });
  it('keeps one kind per row', () => {
    const after = kindOf(kindOf(table, 9, 'note'), 9, 'record');
    expect(after.row_kinds, 'the last word counts').toEqual([[9, 'record']]);
  });
  it('grows a header only by rows that touch it', () => {
    const sheet = (...headers: number[][]): SheetReading => ({ name: '表', hidden: false, skipped: null, tables: headers.map((header_rows) => ({ ...table, header_rows })) });
    expect(headersWith(sheet([3]), 4, 0, 'header')).toEqual([[3, 4]]);
    expect(headersWith(sheet([3, 4]), 8, 0, 'header'), 'the header stands elsewhere').toEqual([[8]]);
    expect(headersWith(sheet([3, 4]), 4, 0, 'none')).toEqual([[3]]);
    expect(headersWith(sheet([3]), 3, 0, 'none'), 'a table must be left').toBeNull();
  });
  it('points at the header of every table of a sheet', () => {
    const sheet = (...headers: number[][]): SheetReading => ({ name: '表', hidden: false, skipped: null, tables: headers.map((header_rows) => ({ ...table, header_rows })) });
    expect(headersWith(sheet([3]), 20, 0, 'another'), 'another table begins there').toEqual([[3], [20]]);
    expect(headersWith(sheet([3], [20]), 21, 1, 'header'), 'the second grows, the first stays').toEqual([[3], [20, 21]]);
    expect(headersWith(sheet([3], [20]), 20, 1, 'none'), 'and is a table no more').toEqual([[3]]);
    expect(headersWith(sheet([3], [3], [20]), 4, 0, 'header'), 'tables beside each other share theirs').toEqual([[3, 4], [20]]);
  });
  it('takes a file of readings and nothing else', () => {
    expect(readingsFrom('{"sheets":[{"name":"表","tables":[]}]}')).toHaveLength(1);
    expect(readingsFrom('{"sheets":[{}]}'), 'a sheet without name is no reading').toBeNull();
    expect(readingsFrom('no json')).toBeNull();
  });
});

describe('the drawing of a sheet', () => {
  const picture: SheetPicture = {
    columns: 0,
    merges: [{ top: 1, left: 1, bottom: 1, right: 3 }, { top: 2, left: 1, bottom: 3, right: 1 }, { top: 4, left: 2, bottom: 9, right: 2 }],
    rows: [
      { row: 1, table: 0, kind: 'title', classified: false, cells: { A: '登记表' }, withheld: [] },
      { row: 2, table: 0, kind: 'header', classified: false, cells: { A: '名称', B: '状况', C: '口令' }, withheld: [] },
      { row: 3, table: 0, kind: 'header', classified: false, cells: { B: '现状' }, withheld: [] },
      { row: 4, table: 0, kind: 'record', classified: false, cells: { A: '平台甲', B: '在建' }, withheld: [3] },
      { row: 9, table: 0, kind: 'record', classified: false, cells: { A: '平台乙' }, withheld: [] },
    ],
    folds: [{ from: 5, to: 8, kinds: { record: 4 }, classified: 0 }],
    looks: [], findings: [], counts: {},
  };
  const drawn = lines(picture);
  it('puts what is folded away between the rows', () => {
    expect(drawn.map((line) => (line.kind === 'row' ? line.row.row : `${line.fold.from}-${line.fold.to}`))).toEqual([1, 2, 3, 4, '5-8', 9]);
  });
  it('draws a merged cell once, and none across a fold', () => {
    const cells = (at: number) => { const line = drawn[at]; return line?.kind === 'row' ? line.cells : []; };
    expect(cells(0)[0], 'the title spans the table').toMatchObject({ colspan: 3, rowspan: 1 });
    expect(cells(1)[0], 'a header over two rows').toMatchObject({ rowspan: 2 });
    expect(cells(2).map((cell) => cell.column), 'the covered cell is not drawn again').toEqual([2, 3]);
    expect(cells(3)[1], 'a merge that reaches into what is folded stays in its row').toMatchObject({ rowspan: 1 });
    expect(cells(3)[2], 'what is withheld says so').toMatchObject({ withheld: true, text: '' });
  });
  it('gives every column a width', () => {
    expect(widths(picture), 'three columns, one of them withheld').toHaveLength(3);
    expect([columnNumber('A'), columnNumber('AA')]).toEqual([1, 27]);
  });
});
