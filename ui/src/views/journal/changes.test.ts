/** How changes of the journal are told. */
import { describe, expect, it } from 'vitest';
import { changeOf, momentsOf, undoOf, valueText, wordOf } from './changes';

describe('a change', () => {
  it('is of a field, a tag, a record or reference data', () => {
    expect(changeOf({ what: 'changed', field: 'status', uid: 'u' })).toEqual({ of: 'field', key: 'status' });
    expect(changeOf({ what: 'decided', field: '上云迁移', uid: 'u' })).toEqual({ of: 'tag', key: '上云迁移' });
    expect(changeOf({ what: 'created', field: '', uid: 'u' })).toEqual({ of: 'record', key: 'created' });
    expect(changeOf({ what: 'changed', field: 'spelling/status/在建', uid: null }), 'a key may hold the sign itself').toEqual({ of: 'reference', kind: 'spelling', key: 'status/在建' });
  });
  it('of a record that is gone is still one of a field', () => {
    expect(changeOf({ what: 'changed', field: 'status', uid: null })).toEqual({ of: 'field', key: 'status' });
  });
});

describe('what is not of a field', () => {
  it('is an answer on a pair, or an earlier year', () => {
    expect(changeOf({ what: 'changed', field: 'relation/a/b', uid: null }), 'no clerk reads ids').toEqual({ of: 'pair', one: 'a', other: 'b' });
    expect(changeOf({ what: 'changed', field: 'baseline/2025/3', uid: null })).toEqual({ of: 'year', key: '2025' });
  });
});

describe('a set', () => {
  const batch = (mode: string, state: 'promoted' | 'undone') => ({ kind: 'import', mode, state, taken_back: false });
  const set = (kind: string, taken_back = false) => ({ kind, mode: null, state: null, taken_back });
  it('of a batch is called by what brought it', () => {
    expect(wordOf(batch('package_merge', 'promoted'))).toEqual(['batch', 'package_merge']);
    expect(wordOf(batch('replace_all', 'promoted')), 'a way of importing is an import').toEqual(['journal_kind', 'import']);
    expect(wordOf({ ...batch('package_merge', 'undone'), kind: 'undo' }), 'its undo is an undo').toEqual(['journal_kind', 'undo']);
  });
  it('is taken back as what it is, once', () => {
    expect(undoOf(batch('package_merge', 'promoted'))).toBe('package');
    expect(undoOf(batch('replace_all', 'undone'))).toBe(null);
    expect(undoOf(batch('package', 'promoted')), 'nothing would be left of a package').toBe(null);
    expect(['edit', 'edit_redo', 'decision', 'merge'].map((kind) => undoOf(set(kind)))).toEqual(['edit', 'edit', 'decision', 'merge']);
    expect([undoOf(set('reporting')), undoOf(set('reporting', true))], 'a list of units goes as one').toEqual(['reporting', null]);
    expect([undoOf(set('merge', true)), undoOf(set('merge_undo')), undoOf(set('reference'))], 'what was taken back, an undo, a setting').toEqual([null, null, null]);
    expect(changeOf({ what: 'changed', field: 'baseline_digest/2024/1', uid: null })).toEqual({ of: 'digest', key: '2024' });
  });
});

describe('a value', () => {
  it('is told as it is read', () => {
    expect(valueText(null, '、')).toBe('');
    expect(valueText('120.5', '、')).toBe('120.5');
    expect(valueText(['互联网', '部门专网'], '、')).toBe('互联网、部门专网');
    expect(valueText('{"name":"某厅","off":false,"aliases":["甲","乙"]}', '、'), 'no clerk reads braces').toBe('某厅、甲、乙');
    expect(valueText('[不是 JSON', '、'), 'a text that only begins so stays as it is').toBe('[不是 JSON');
  });
});

describe('days', () => {
  it('include the last one', () => {
    const { from, until } = momentsOf('2026-11-01', '2026-11-02');
    expect(Date.parse(until ?? '') - Date.parse(from ?? ''), 'two whole days').toBe(2 * 24 * 3600 * 1000);
    expect(momentsOf('', ''), 'no day, no limit').toEqual({});
    expect(from?.endsWith('00Z'), 'as the journal writes moments').toBe(true);
  });
});
