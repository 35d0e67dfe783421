/** What a conflict says by its kind, and where two texts differ. */
import { describe, expect, it } from 'vitest';
import { conflict, receipt } from '../../testing/field';
import { answerOf, decidedOf, toldOf, verdictOf } from './conflicts';
import { apart, extras } from './values';

/** Words as paths, so that a test sees which are asked for. */
const words = { t: (path: string, values: Record<string, unknown> = {}) => [path.replace('field.', ''), ...Object.values(values)].join(' '), word: (kind: string, key: string) => `${kind}:${key}`, header: (key: string) => `header:${key}` };

describe('a text', () => {
  it('is cut where it differs', () => {
    expect(apart('省信息中心机房', '省政务中心机房')).toEqual(['省', '信息', '中心机房']);
    expect(apart('在建', '已停用'), 'all of it').toEqual(['', '在建', '']);
    expect(apart('平台', '平台二期'), 'what is missing leaves nothing to mark').toEqual(['平台', '', '']);
    expect(apart('平平', '平平平').join(''), 'nothing is told twice').toBe('平平');
  });
});

describe('a conflict', () => {
  it('on a field has three values, and a fourth can be typed', () => {
    expect(toldOf(conflict(), words)).toEqual({ about: 'header:status', base: '已建在用', ours: '已停用', theirs: '在建', values: true, typed: true });
    expect(toldOf(conflict({ based: false, base: null, ours: null }), words), 'unknown and empty are two things').toMatchObject({ base: null, ours: 'blank' });
  });
  it('on columns that fit no field tells them by name, and none can be typed', () => {
    const told = toldOf(conflict({ kind: 'extra', field: 'extra', ours: '[["联系处室","数据处"]]', theirs: null }), words);
    expect(told).toMatchObject({ about: 'extra', ours: 'extra_line 联系处室 数据处', theirs: 'blank', typed: false });
    expect(extras('没有'), 'what is no list is no list').toEqual([]);
  });
  it('on a record that is gone on one side tells deeds', () => {
    expect(toldOf(conflict({ kind: 'gone' }), words)).toMatchObject({ about: 'about.gone', ours: 'deed.gone.ours', theirs: 'deed.gone.theirs', values: false, typed: false });
    expect(toldOf(conflict({ kind: 'removed', theirs: null }), words).theirs).toBe('deed.removed.theirs');
    expect(toldOf(conflict({ kind: 'removed', theirs: 'u9' }), words), 'it became part of another').toMatchObject({ about: 'about.merged', theirs: 'deed.removed.merged' });
    expect(toldOf(conflict({ kind: 'removed', theirs: 'u9' }), words, '水库平台').theirs, 'which is named where it is known').toBe('deed.removed.into 水库平台');
  });
  it('on a decision or an answer is told in words', () => {
    expect(['accept', 'accept/改造后迁移', 'postpone@2026-12-01', ''].map((text) => verdictOf(text, words))).toEqual(['verdict:accept', 'verdict_class verdict:accept 改造后迁移', 'verdict_day verdict:postpone 2026-12-01', 'undecided_tag']);
    expect(['same', 'phase', 'phase<', ''].map((text) => answerOf(text, words))).toEqual(['answer.even relation:same', 'answer.first relation:phase', 'answer.second relation:phase', 'unanswered']);
    expect(toldOf(conflict({ kind: 'decision', field: '上云迁移', ours: 'accept', theirs: null }), words)).toMatchObject({ about: 'about.decision 上云迁移', ours: 'verdict:accept', theirs: 'undecided_tag' });
    expect(toldOf(conflict({ kind: 'answer', other: { uid: 'u2', name: '二期', unit: '厅' } }), words).about).toBe('about.answer 二期 厅');
  });
  it('that was decided says what holds', () => {
    expect(receipt.conflicts.map((one) => decidedOf(one, words).kept), 'a value, a deed, a verdict, an answer').toEqual(['在建', 'deed.removed.ours', 'verdict_class verdict:accept 改造后迁移', 'answer.second relation:phase']);
  });
});
