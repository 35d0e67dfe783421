/** What a person changes of a list before it is written. */
import { describe, expect, it } from 'vitest';
import type { ListLine } from '../../contract/contract';
import { fieldsOf, fileTitle, hasIdentity, headOf, narrowed, withFields, withIdentity } from './draft';

const plain = (show: string, header?: string) => ({ show, required: false, hint: '', ...(header ? { header } : {}) });
const list = (...shows: ReturnType<typeof plain>[]): ListLine => ({
  id: 'a', sheet: '甲', title: '甲', kind: 'projects', scope: '', no_group: '', sort: [], only_used: false, context: [], notes: [],
  blank_rows: 0, layout: {}, column: shows,
});

describe('the columns of a list', () => {
  const some = list(plain('serial'), plain('field a', '另名'), plain('field b'), plain('reasons 上云迁移'), plain('uid'));
  it('are its fields, or all of them', () => {
    expect(fieldsOf(some)).toEqual(['a', 'b']);
    expect(fieldsOf(list(plain('other fields'))), 'all is not a list of names').toBeNull();
  });
  it('change without losing what is no field, or a header that was given', () => {
    const shows = withFields(some, ['c', 'a']).column;
    expect(shows.map((one) => one.show)).toEqual(['serial', 'field c', 'field a', 'reasons 上云迁移', 'uid']);
    expect(shows[2]?.header, 'a field that stays is called as before').toBe('另名');
  });
  it('may carry the identity, once', () => {
    expect(hasIdentity(withIdentity(some, false))).toBe(false);
    expect(withIdentity(some, true).column.filter((one) => one.show === 'uid').length).toBe(1);
  });
});

describe('words around a list', () => {
  it('narrow its scope without changing what it says', () => {
    expect(narrowed('a or b', 'c'), 'and binds more than or').toBe('(a or b) and (c)');
    expect(narrowed('', 'c')).toBe('c');
    expect(narrowed('a', ' ')).toBe('a');
  });
  it('make a file name that Windows takes', () => {
    expect(fileTitle('台账:1/2', new Date(2026, 10, 3))).toBe('台账_1_2_20261103.xlsx');
  });
  it('stand over their columns', () => {
    const head = headOf([{ header: '序号', group: '' }, { header: '名称', group: '项目' }, { header: '状态', group: '项目' }, { header: '备注', group: '' }, { header: '甲', group: '项目' }]);
    expect(head.top.map(({ text, columns, rows }) => [text, columns, rows]), 'neighbours share, others do not').toEqual([
      ['序号', 1, 2], ['项目', 2, 1], ['备注', 1, 2], ['项目', 1, 1],
    ]);
    expect(head.below.map(({ text }) => text)).toEqual(['名称', '状态', '甲']);
    expect(headOf([{ header: 'a', group: '' }]).below, 'one row where there are no groups').toEqual([]);
  });
});
