/** How changes of the journal are told. */
import { describe, expect, it } from 'vitest';
import { changeOf, momentsOf, valueText } from './changes';

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
