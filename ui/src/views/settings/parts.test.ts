/** What the parts of 设置 take from a person. */
import { describe, expect, it } from 'vitest';
import { folderOf, holding, partedTexts } from './parts';

describe('texts in one line', () => {
  it('are parted by whatever people write between them', () => {
    expect(partedTexts('甲、乙，丙;丁\n甲')).toEqual(['甲', '乙', '丙', '丁']);
    expect(partedTexts('， 、'), 'signs alone are nothing').toEqual([]);
  });
});

describe('lines', () => {
  it('are found by any of their texts', () => {
    const lines = [{ name: '江西省水利厅', aliases: ['省水利厅'] }, { name: '江西省教育厅', aliases: [] }];
    expect(holding(lines, ' 省水 ', (line) => [line.name, ...line.aliases]).length).toBe(1);
    expect(holding(lines, '', (line) => [line.name]).length, 'no word, all lines').toBe(2);
  });
});

describe('a folder', () => {
  it('is found on every system', () => {
    expect(folderOf('C:\\普查\\2026.db')).toBe('C:\\普查');
    expect(folderOf('/data/2026.db')).toBe('/data');
  });
});
