import { describe, expect, it } from 'vitest';
import type { FieldShape, GridRow } from '../../contract/contract';
import { editText, marked, offered, remarkOn, shownText, wordsOf } from './cells';
import { edge, grouped, moved, placed } from './columns';
import { useEditor } from './editor';

const field = (key: string, type: FieldShape['type'], more: Partial<FieldShape> = {}): FieldShape => ({ key, header: key, group: '组', type, unit: null, codes: [], need: { kind: 'optional' }, search: false, own: false, ...more });
const places = ['省级政务云', '部门自建机房', '运营商IDC'];

describe('cells', () => {
  it('show amounts with thousands and edit them as they are', () => {
    const money = field('invest_total', 'money');
    expect(shownText('1286.5', money)).toBe('1,286.50');
    expect(editText('1286.5'), 'what is typed again is the same value').toBe('1286.5');
    expect(shownText('约八十', money), 'what was not read stands as met').toBe('约八十');
    expect(editText(['部门专网', '互联网'])).toBe('部门专网、互联网');
    expect(editText(undefined)).toBe('');
  });
  it('tell the heaviest remark that asks for something', () => {
    const finding = (severity: 'info' | 'explain' | 'must_fix') => ({ code: severity, severity, sheet: '', row: 0, column: 0, field: 'a', params: [] });
    const row = { findings: [finding('info'), finding('explain'), finding('must_fix')] } as unknown as GridRow;
    expect(remarkOn(row, 'a')?.severity).toBe('must_fix');
    expect(remarkOn(row, 'b')).toBeNull();
    expect(remarkOn({ findings: [finding('info')] } as unknown as GridRow, 'a'), 'information is no fault').toBeNull();
  });
  it('mark what was searched for', () => {
    expect(marked('水资源监控', wordsOf('资源　监'))).toEqual(['水', '资源', '', '监', '控']);
    expect(marked('B/S架构', wordsOf('b/s')), 'whatever the case').toEqual(['', 'B/S', '架构']);
    expect(marked('甲', []), 'nothing searched, nothing marked').toEqual(['甲']);
  });
  it('offer codes by part and by number', () => {
    expect(offered(places, '机房')).toEqual(['部门自建机房']);
    expect(offered(places, '03')).toEqual(['运营商IDC']);
    expect(offered(places, '没有')).toEqual([]);
  });
});

describe('columns', () => {
  const fields = [field('a', 'text'), field('b', 'money', { group: '资金', unit: '万元' }), field('c', 'money', { group: '资金', unit: '万元' })];
  it('stand in their places, groups over neighbours', () => {
    const columns = placed([{ key: 'b', width: 100 }, { key: 'gone' }, { key: 'c' }, { key: 'tags' }, { key: 'a' }], fields, { header: '标签', group: '研判' });
    expect(columns.map((column) => column.key), 'a field that is gone is left out').toEqual(['b', 'c', 'tags', 'a']);
    expect(columns[1]?.left, 'after the row numbers and the first').toBe(144);
    expect(grouped(columns, 0).map((group) => [group.name, group.unit])).toEqual([['资金', '万元'], ['研判', null], ['组', null]]);
    expect(grouped(columns, 1).length, 'a group that is partly frozen is two').toBe(4);
    expect(edge(columns)).toBe((columns[3]?.left ?? 0) + (columns[3]?.width ?? 0));
  });
  it('are dragged before or behind another', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  });
});

describe('the editor', () => {
  it('takes the code that the keys are on, or what was typed', () => {
    const editor = useEditor();
    editor.begin(field('x', 'enum', { codes: places }), '部门自建机房', null);
    expect(editor.text(), 'F2 and Enter change nothing').toBe('部门自建机房');
    editor.step(1);
    expect(editor.text()).toBe('运营商IDC');
    editor.type('老办公楼');
    expect(editor.text(), 'what is no code is kept as typed, and remarked on').toBe('老办公楼');
  });
  it('collects several codes', () => {
    const editor = useEditor();
    editor.begin(field('x', 'multi', { codes: places }), '运营商IDC', null);
    editor.toggle('省级政务云');
    expect(editor.text()).toBe('运营商IDC、省级政务云');
    editor.type('机房');
    expect(editor.text(), 'the one being typed goes with them').toBe('运营商IDC、省级政务云、部门自建机房');
    editor.close();
    editor.begin(field('y', 'text'), '旧', '新');
    expect(editor.text(), 'typing replaces the text').toBe('新');
  });
});
