import { describe, expect, it } from 'vitest';
import { amount, bytes, count, duration, fileName, moment, percent, sinceToday, wan, yi } from './format';

describe('figures', () => {
  it('tell amounts of 分 in 万元 and 亿元 with two decimals', () => {
    expect(wan(386_214_570_000), 'thousands and two decimals').toBe('386,214.57');
    expect(wan(0), 'nothing is an amount too').toBe('0.00');
    expect(yi(51_400_000_000), '1 亿元 = 10 000 万元').toBe('5.14');
    expect(amount('1286.5'), 'records hold decimal text').toBe('1,286.50');
    expect(amount('约 300'), 'what is no number is shown as it is').toBe('约 300');
    expect(amount(''), 'empty is unknown, never 0').toBe('');
  });
  it('tell counts, parts, sizes and times', () => {
    expect(count(1284)).toBe('1,284');
    expect(percent(511, 937)).toBe('54.5');
    expect(percent(0, 0), 'a part of nothing is not 0').toBe('—');
    expect(bytes(2_516_582)).toBe('2.4 MB');
    expect(duration(41_300)).toBe('0:41');
    expect(fileName('C:\\数据\\普查.db'), 'a path of Windows').toBe('普查.db');
  });
  it('tell the day only where it is another', () => {
    const then = new Date(2026, 10, 23, 9, 40).toISOString();
    expect([sinceToday(then, new Date(2026, 10, 23, 18)), sinceToday(then, new Date(2026, 10, 24))]).toEqual(['09:40', '11-23']);
  });
  it('tell the year only where it is another', () => {
    const then = new Date(2026, 10, 23, 9, 40).toISOString();
    expect(moment(then, new Date(2026, 11, 1))).toBe('11-23 09:40');
    expect(moment(then, new Date(2027, 0, 1))).toBe('2026-11-23 09:40');
    expect(moment('2021-06'.concat('x')), 'what is no time is shown as it is').toBe('2021-06x');
  });
});
