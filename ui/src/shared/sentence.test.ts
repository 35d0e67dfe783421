import { describe, expect, it } from 'vitest';
import type { MessageResult } from '../contract/contract';
import { columnLetters, filled, placeOf, sentenceOf } from './sentence';

const catalogue: MessageResult = {
  messages: { same_name: { severity: 'explain', text: '“{name}”与第{first}行同单位同名', hint: null } },
  words: {},
};

describe('sentences', () => {
  it('are filled from the parameters, once', () => {
    expect(filled('“{name}”：{why}', [['name', '{why}'], ['why', '空']]), 'a value is no place').toBe('“{why}”：空');
    expect(filled('{missing}', []), 'a place without a value shows that').toBe('{missing}');
    expect(sentenceOf(catalogue, 'same_name', [['name', '甲'], ['first', '3']])?.text).toBe('“甲”与第3行同单位同名');
    expect(sentenceOf(catalogue, 'other', []), 'an unknown code has no sentence').toBeNull();
  });
  it('say where as Excel does', () => {
    expect([1, 26, 27, 702, 703].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
    expect(placeOf({ sheet: '登记表', row: 12, column: 3 })).toBe('登记表!C12');
    expect(placeOf({ sheet: '登记表', row: 0, column: 0 }), 'a whole table').toBe('登记表');
  });
});
