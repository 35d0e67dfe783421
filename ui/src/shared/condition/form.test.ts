/** The form of a condition while it is edited. */
import { describe, expect, it } from 'vitest';
import type { Form } from '../../contract/contract';
import { changed, entryOf, isComplete, joinOf, keptValues, without, withRow } from './form';

const form = (...rows: Form['groups'][0]): Form => ({ join: 'and', groups: rows.map((one) => [one]) });

describe('the form', () => {
  const a = { field: 'a', operator: 'equal' as const, values: ['1'] };
  const b = { field: 'b', operator: 'equal' as const, values: ['2'] };
  it('adds rows that must hold, or may', () => {
    const one = withRow({ join: 'and', groups: [] }, 'or');
    expect(one.groups.length, 'the first row joins nothing').toBe(1);
    const or = withRow(form(a), 'or');
    expect([or.join, or.groups.length], 'one row and another: either').toEqual(['or', 2]);
    const nested = withRow(form(a, b), 'or');
    expect(nested.groups.map((group) => group.length), 'the new one may hold in the place of the last').toEqual([1, 2]);
    expect([{ group: 0, row: 0 }, { group: 1, row: 0 }, { group: 1, row: 1 }].map((place) => joinOf(nested, place))).toEqual(['when', 'and', 'or']);
  });
  it('changes a copy', () => {
    const before = form(a, b);
    const after = changed(before, { group: 1, row: 0 }, { values: ['3'] });
    expect([before.groups[1]?.[0]?.values, after.groups[1]?.[0]?.values]).toEqual([['2'], ['3']]);
    expect(without(after, { group: 0, row: 0 }).groups.length, 'a group without rows is gone').toBe(1);
  });
  it('asks the program only for whole rows', () => {
    expect(isComplete(form(a))).toBe(true);
    expect(isComplete(withRow(form(a), 'and')), 'a new row says nothing yet').toBe(false);
    expect(isComplete(form({ field: 'a', operator: 'empty', values: [] })), 'some operators take no value').toBe(true);
    expect(isComplete(form({ field: '', operator: 'tagged', values: ['上云迁移'] })), 'a tag needs no field').toBe(true);
  });
  it('keeps values as far as the operator takes them', () => {
    expect([keptValues(['1', '2'], 'equal'), keptValues(['1', '2'], 'in'), keptValues(['1'], 'empty')]).toEqual([['1'], ['1', '2'], []]);
    expect([entryOf('in', 'enum', true), entryOf('matches', 'enum', true), entryOf('at_least', 'money', false), entryOf('older_than_months', 'date', false), entryOf('empty', 'text', false)]).toEqual(['codes', 'texts', 'number', 'months', 'none']);
  });
});
