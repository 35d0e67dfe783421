/** What the page asks, shows and edits, without a program behind it. */
import { describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import type { Form, RuleShape, SuggestionLine, SuggestionRow } from '../../contract/contract';
import { conditionOf, filterOf, fromQuery, rowsCondition, toQuery } from './asked';
import { needsOf, refinerOf, saidOf, shortBasis } from './evidence';
import { chunksOf } from './rows';
import { sumOf, useSelection } from './selection';
import { inOrder } from './tags';

const asked = fromQuery({ tag: '上云迁移', unit: '江西省"水利"厅', classed: '迁移分类/直接迁移' });

describe('what is asked', () => {
  it('comes back from its address', () => {
    const full = { ...asked, state: 'unknown' as const, missing: 'deploy_location', search: '水', sort: 'report_unit' };
    expect(fromQuery(toQuery(full)), 'a page that is opened again is the same').toEqual(full);
    expect(toQuery(fromQuery({})), 'what is usual is not written').toEqual({});
    expect(fromQuery({ state: 'nonsense', sort: 'uid; drop' }), 'an address from elsewhere does no harm').toEqual(fromQuery({}));
  });
  it('is a condition with quoted texts', () => {
    expect(conditionOf(asked)).toBe('report_unit = "江西省\\"水利\\"厅" and tag "迁移分类/直接迁移"');
    expect(conditionOf(asked, 'unit'), 'a drop-down counts what it could choose').toBe('tag "迁移分类/直接迁移"');
  });
  it('asks for a missing field only where something is missing', () => {
    expect(filterOf({ ...asked, missing: 'status' }).missing, 'a decided tag waits for nothing').toBeUndefined();
    expect(filterOf({ ...asked, missing: 'status', state: 'unknown' }).missing).toBe('status');
  });
  it('leads to the same projects in 台账', () => {
    expect(rowsCondition(fromQuery({ tag: '上云迁移' }))).toBe('tag "上云迁移"');
    expect(rowsCondition(fromQuery({ tag: '上云迁移', state: 'unknown', missing: 'status' })), 'those to be filled in').toBe('status empty');
  });
});

const line = (rule: string, met: boolean, evidence: SuggestionLine['evidence'], more: Partial<SuggestionLine> = {}): SuggestionLine => ({
  rule, met, evidence, version: 1, revision: 0, tag: '上云迁移', class: null, reason: '应迁移', basis: '工作要点三(逐步迁移)', ...more,
});
const row = (suggestions: SuggestionLine[]): SuggestionRow => ({
  title: { uid: 'u', name: '水情系统', unit: '江西省水利厅', amount: '12.5' },
  tags: { in_force: [], suggestions, decisions: [] },
});
const form = (...rows: Form['groups'][0]): Form => ({ join: 'and', groups: rows.map((one) => [one]) });
const shape = (id: string, tag: string, looks_at: string[], more: Partial<RuleShape['line']> = {}, of: Form | null = null): RuleShape => ({
  line: { id, version: 1, tag, when: '', reason: '', basis: '', ...more }, place: 1, looks_at, form: of, changed: null,
});
const rules = [
  shape('C1', '上云迁移', [], {}, form({ field: 'status', operator: 'in', values: ['在建'] }, { field: 'delay', operator: 'is_not', values: ['是'] })),
  shape('C4', '上云迁移', [], { class: '新建上云' }),
  shape('CK4', '迁移分类', ['上云迁移', '疑似僵尸'], { class: '停用整合' }),
];

describe('what a row says', () => {
  it('tells the deciding value first, the chosen rule before others', () => {
    const both = row([line('C1', true, [['secret', '非涉密'], ['place', '自建机房']]), line('C4', true, [['status', '在建']], { class: '新建上云' })]);
    const said = saidOf(both, '上云迁移', '', rules);
    expect([said.first, said.others.map((seen) => seen.key), said.rules.length]).toEqual([{ key: 'place', value: '自建机房' }, ['secret'], 2]);
    expect(saidOf(both, '上云迁移', 'C4', rules).first?.key, 'who asks for a rule sees what it saw').toBe('status');
    expect(saidOf(both, '上云迁移', '', rules).classes.map((one) => one.name)).toEqual(['新建上云']);
  });
  it('names as missing only what kept a rule from judging', () => {
    const waits = row([line('C1', false, [['status', null], ['delay', null], ['secret', '非涉密']])]);
    expect(saidOf(waits, '上云迁移', '', rules).missing, 'an empty 暂缓 makes no difference').toEqual(['status']);
    const met = row([line('C1', true, [['status', null]]), line('C4', false, [['place', null]])]);
    expect(saidOf(met, '上云迁移', '', rules).missing, 'one rule that was met is enough').toEqual([]);
    expect(needsOf(null, [{ key: 'a', value: null }]), 'a rule without a form needs all it looks at').toEqual(['a']);
  });
  it('finds the tag that divides the projects of another', () => {
    expect([refinerOf(rules, '上云迁移'), refinerOf(rules, '疑似僵尸'), refinerOf(rules, '专网迁移')]).toEqual(['迁移分类', null, null]);
    const refined = row([line('C1', true, [['secret', '非涉密']]), line('CK4', true, [['secret', '非涉密'], ['arch', 'C/S']], { tag: '迁移分类', class: '停用整合' })]);
    expect(saidOf(refined, '上云迁移', '', rules).classes, 'and what its rule saw beside').toEqual([{ name: '停用整合', seen: [{ key: 'arch', value: 'C/S' }] }]);
  });
  it('shortens the policy item', () => {
    expect([shortBasis('工作要点三(逐步)'), shortBasis('国办发〔2017〕39号'), shortBasis('登记表（必填）')]).toEqual(['工作要点三', '国办发〔2017〕39号', '登记表']);
  });
});

describe('the choice', () => {
  it('is of some, or of all of the filter, and forgotten with it', async () => {
    const [filter, total] = [ref('a'), ref(714)];
    const choice = useSelection(filter, total);
    choice.toggle({ uid: '1', amount: '0.1' });
    choice.toggle({ uid: '2', amount: '0.2' });
    expect([choice.count.value, choice.fen.value, choice.uids.value]).toEqual([2, 300_000, ['1', '2']]);
    choice.toggleAll();
    expect(choice.count.value, 'the box of a list with some chosen clears it').toBe(0);
    choice.toggleAll();
    expect([choice.count.value, choice.uids.value, choice.has('unseen')], 'all means those not yet shown too').toEqual([714, undefined, true]);
    filter.value = 'b';
    await nextTick();
    expect(choice.count.value, 'what was chosen elsewhere must not be decided here').toBe(0);
  });
  it('sums exactly', () => {
    expect(sumOf(['0.1', '0.2', null])).toBe(300_000);
  });
});

it('pages of rows cover what is in sight', () => {
  expect([chunksOf(0, 20), chunksOf(95, 205), chunksOf(-5, 0)]).toEqual([[0], [0, 1, 2], [0]]);
});

it('tags stand in the order of the work', () => {
  expect(inOrder([{ tag: '别的' }, { tag: '升级改造' }, { tag: '上云迁移' }]).map((one) => one.tag)).toEqual(['上云迁移', '升级改造', '别的']);
});
