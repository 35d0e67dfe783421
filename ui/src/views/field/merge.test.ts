/** Merging a package: nothing wins without a word, everything is told, and it can be taken back. */
import { flushPromises } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { ComingPage, ConflictLine, DecideConflictsRequest, ListComingRequest, ListConflictsRequest } from '../../contract/contract';
import { CommandError } from '../../host';
import { jobs } from '../../shared/jobs';
import { pressed } from '../../shared/keys';
import { carried, catalogue, conflict, merge, messages, receipt, state } from '../../testing/field';
import { mounted, tableHost } from '../../testing/mount';
import type { Answers } from '../../testing/mount';
import Conflict from './Conflict.vue';
import MergePane from './MergePane.vue';
import PackagePane from './PackagePane.vue';

afterEach(() => {
  document.body.innerHTML = '';
  jobs.length = 0;
});

const file = { file: '/U盘/一组.qcp', name: '一组.qcp' };
const kept = { catalogue, messages, package: state };

/** A register with three conflicts that remembers what is said. */
function waiting(more: Answers = {}) {
  const lines: ConflictLine[] = [conflict(), conflict({ number: 1, name: '水库平台', choice: { keep: 'ours' } }), conflict({ number: 2, name: '灌区平台' })];
  const now = () => merge({ undecided: lines.filter(({ choice }) => choice === null).length });
  return tableHost({
    ...kept,
    stage_merge: now,
    conflicts: ({ offset = 0, limit }: ListConflictsRequest) => ({ total: 3, undecided: now().undecided, conflicts: lines.slice(offset, offset + limit).map((one) => ({ ...one })) }),
    decide_conflicts: ({ conflicts, choice }: DecideConflictsRequest) => {
      lines.filter(({ number, choice: said }) => (conflicts ? conflicts.includes(number) : said === null)).forEach((one) => (one.choice = choice));
      return now();
    },
    finish_merge: () => merge({ state: 'merged', undecided: 0, batch: 8, receipt: '/U盘/一组.回执.txt' }),
    discard_merge: { id: 7 },
    ...more,
  });
}
async function compared(host: ReturnType<typeof tableHost>) {
  const { wrapper } = await mounted(MergePane, host, { props: { file } });
  await wrapper.find('input').setValue('一句长长的口令');
  await wrapper.find('form').trigger('submit');
  await settle();
  return wrapper;
}
const settle = async () => {
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
};
const button = (wrapper: VueWrapper, text: string) => wrapper.findAll('button').find((one) => one.text().includes(text));
async function press(wrapper: VueWrapper, text: string) {
  await button(wrapper, text)?.trigger('click');
  await settle();
}
async function key(name: string, more: KeyboardEventInit = {}) {
  pressed(new KeyboardEvent('keydown', { key: name, code: /^\d$/.test(name) ? `Digit${name}` : '', ...more }));
  await settle();
}
const dialog = (text: string) => [...document.querySelectorAll<HTMLElement>('[role=dialog]')].find((one) => one.textContent?.includes(text));
const made = (host: ReturnType<typeof tableHost>, name: string) => host.calls.filter((call) => call.name === name).map(({ request }) => request);

describe('a conflict', () => {
  const shown = async (more: Partial<ConflictLine> = {}) => (await mounted(Conflict, tableHost(kept), { props: { conflict: conflict(more), total: 3, busy: false } })).wrapper;
  it('shows base, ours and theirs side by side, what differs, who and when', async () => {
    const wrapper = await shown();
    const sides = wrapper.findAll('.side').map((side) => side.text());
    expect(sides, 'the three of them').toHaveLength(3);
    expect(sides[0]).toMatch(/原来.*已建在用/);
    expect(sides[1]).toMatch(/保留本册.*已停用.*周砚秋/);
    expect(sides[2]).toMatch(/采用外业包.*在建.*林晚舟/);
    expect(wrapper.findAll('mark').map((mark) => mark.text()), 'words of a list differ whole').toEqual(['已停用', '在建']);
    expect(wrapper.text(), 'the header, not the key').toContain('项目状态');
    expect(wrapper.text()).not.toContain('status');
    wrapper.unmount();
  });
  it('marks of a text only what is not in what both began with', async () => {
    const wrapper = await shown({ field: 'remark', base: '机房在一楼', ours: '机房在三楼', theirs: '机房在一楼东侧' });
    expect(wrapper.findAll('mark').map((mark) => mark.text())).toEqual(['三', '东侧']);
    wrapper.unmount();
  });
  it('takes a side by hand or key, and a typed value where there is a field', async () => {
    const wrapper = await shown();
    await wrapper.findAll('button.side')[0]?.trigger('click');
    await key('2');
    await key('3');
    await wrapper.find('form').trigger('submit');
    expect(wrapper.emitted('say'), 'ours, theirs, typed').toEqual([[{ keep: 'ours' }], [{ keep: 'theirs' }], [{ keep: 'text', text: '已停用' }]]);
    await key('ArrowRight');
    await key('k');
    expect(wrapper.emitted('turn'), 'both ways').toEqual([[1], [-1]]);
    wrapper.unmount();
  });
  it.each(['gone', 'removed', 'extra', 'decision', 'answer'] as const)('of the kind %s offers two sides and nothing to type', async (kind) => {
    const wrapper = await shown({ kind, field: kind === 'decision' ? '上云迁移' : '', base: null, ours: kind === 'decision' ? 'accept' : null, theirs: null, other: { uid: 'u2', name: '二期', unit: '厅' } });
    expect(wrapper.findAll('button.side'), 'one of them must hold').toHaveLength(2);
    await key('3');
    expect(wrapper.find('form').exists(), 'there is no value').toBe(false);
    expect(wrapper.text()).not.toMatch(/[{}]|accept|field\./);
    wrapper.unmount();
  });
});

describe('a merge', () => {
  it('tells what it brings, goes from one open conflict to the next, and ends when none is left', async () => {
    const host = waiting();
    const wrapper = await compared(host);
    const figures = wrapper.findAll('.figures li').map((one) => one.text());
    for (const figure of ['新增项目1', '变更项目2', '改动取值3', '随外业包删去4', '研判认定5', '查重答复6', '并入其他项目8', '核查记录9', '附件10', '冲突3']) expect(figures, 'nothing comes in untold').toContain(figure);
    expect(wrapper.text(), 'a field that is not here').toContain('机柜号');
    expect(button(wrapper, '完成合并')?.attributes('disabled'), 'two are open').toBeDefined();
    await key('Enter', { ctrlKey: true });
    expect(made(host, 'finish_merge'), 'nor by key').toEqual([]);
    await key('1');
    expect(wrapper.text(), 'the second was decided the last time').toContain('灌区平台');
    await key('2');
    expect(made(host, 'decide_conflicts')).toEqual([{ id: 7, choice: { keep: 'ours' }, conflicts: [0] }, { id: 7, choice: { keep: 'theirs' }, conflicts: [2] }]);
    expect(button(wrapper, '完成合并')?.attributes('disabled'), 'none is open').toBeUndefined();
    await key('Enter', { ctrlKey: true });
    expect(wrapper.text()).toMatch(/已合并为批次 8[^]*一组\.回执\.txt[^]*决定了的冲突 4 处/);
    wrapper.unmount();
    expect(made(host, 'discard_merge'), 'what is done does not wait').toEqual([]);
  });
  it('asks, with the number, before all the rest is decided', async () => {
    const host = waiting();
    const wrapper = await compared(host);
    await press(wrapper, '都采用外业包…');
    expect(dialog('2 处，都采用外业包？'), 'the number is said').toBeDefined();
    await key('1');
    expect(made(host, 'decide_conflicts'), 'nothing before the answer, and no key beneath the question').toEqual([]);
    [...(dialog('都采用外业包？')?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.includes('采用外业包 2 处'))?.click();
    await settle();
    expect(made(host, 'decide_conflicts'), 'all that are open').toEqual([{ id: 7, choice: { keep: 'theirs' } }]);
    expect(wrapper.text()).toContain('3 处冲突都已决定');
    wrapper.unmount();
  });
  it('tells what is refused and stays there; whoever goes leaves nothing waiting', async () => {
    const host = waiting({ decide_conflicts: new CommandError({ code: 'edit_classified', params: [] }) });
    const wrapper = await compared(host);
    await key('1');
    expect(wrapper.find('[role=alert]').text()).toContain('涉密的内容不能记');
    expect(wrapper.text(), 'the same conflict').toContain('冲突 1/3');
    wrapper.unmount();
    expect(made(host, 'discard_merge')).toEqual([{ id: 7 }]);
  });
  it('tells a wrong passphrase once, and nothing new as nothing', async () => {
    const wrong = await compared(waiting({ stage_merge: new CommandError({ code: 'passphrase_wrong', params: [] }) }));
    expect(wrong.findAll('[role=alert]').map((one) => one.text()).join(), 'where it is typed').toContain('口令不对');
    expect(jobs.filter(({ error }) => error !== null), 'not in the panel as well').toEqual([]);
    expect(wrong.find('input').exists(), 'and asked again').toBe(true);
    wrong.unmount();
    const none = await compared(waiting({ stage_merge: merge({ state: 'nothing_new', new: 0, conflicts: 0, undecided: 0 }) }));
    expect(none.text()).toContain('没有新的内容');
    expect(button(none, '完成合并'), 'there is nothing to merge').toBeUndefined();
    none.unmount();
  });
  it('that was compared again is looked at again', async () => {
    const host = waiting({ stage_merge: merge({ conflicts: 0, undecided: 0 }), finish_merge: merge({ state: 'compared_again', conflicts: 0, undecided: 0 }) });
    const wrapper = await compared(host);
    await press(wrapper, '完成合并');
    expect(wrapper.find('[role=alert]').text()).toContain('已重新比较');
    expect(button(wrapper, '完成合并')?.attributes('disabled'), 'it can be ended then').toBeUndefined();
    wrapper.unmount();
  });
});

describe('the packages', () => {
  it('are told with their receipt, and taken back after asking', async () => {
    let merged = [receipt];
    const backup = { file: 'b.db', bytes: 1, at: null, why: null };
    const host = tableHost({ ...kept, undo: () => ((merged = []), { batch: 8, removed: 1, restored: 2, withdrawn: 0, backup }) });
    const { wrapper } = await mounted(PackagePane, host, { props: { state } });
    await press(wrapper, '看回执');
    const told = dialog('的回执')?.textContent ?? '';
    for (const part of ['随外业包删去', '机柜号', '项目状态', '留下这个项目', '研判“上云迁移”', '采纳：改造后迁移', '后一项是前一项的后续期次']) expect(told, 'in words').toContain(part);
    [...document.querySelectorAll('button')].find((one) => one.textContent?.includes('撤销合并…'))?.click();
    await settle();
    expect(made(host, 'undo'), 'nothing before the answer').toEqual([]);
    [...document.querySelectorAll('button')].find((one) => one.textContent?.includes('撤销批次 8'))?.click();
    await settle();
    await wrapper.setProps({ state: { ...state, merged } });
    expect(wrapper.text()).toContain('已撤销“一组.qcp”的合并：移出 1 项，恢复 2 项');
    expect(wrapper.text(), 'an empty list says what to do').toContain('还没有合并过');
    wrapper.unmount();
  });
  it('of a team offer the way back first', async () => {
    const { wrapper } = await mounted(PackagePane, tableHost(kept), { props: { state: { ...state, package: carried, merged: [] } } });
    expect(wrapper.find('.el-button--primary').text()).toContain('生成带回的外业包');
    expect(wrapper.text()).toContain('由 一组 带走');
    wrapper.unmount();
  });
});

describe('what would come in', () => {
  const record = { uid: 'u1', name: '河湖巡查平台', unit: '江西省水利厅' };
  const said = { who: '林晚舟', at: '2026-11-22T01:40:00Z' };
  const brought = ({ kind }: ListComingRequest): ComingPage => ({
    total: 60,
    lines: kind === 'decisions'
      ? [{ kind, record, field: '上云迁移', other: null, ours: null, theirs: 'accept/改造后迁移', said }]
      : [{ kind: 'cells', record, field: 'status', other: null, ours: '已停用', theirs: '在建', said }],
  });
  it('is looked at line by line before it is in, by headers and words', async () => {
    const host = waiting({ coming: brought });
    const wrapper = await compared(host);
    expect(wrapper.find('.coming').exists(), 'nothing is unfolded unasked').toBe(false);
    const figure = (name: string) => wrapper.find(`[aria-label^="看${name}"]`);
    await figure('改动取值').trigger('click');
    await settle();
    expect(figure('改动取值').attributes('aria-expanded')).toBe('true');
    expect(wrapper.find('.coming tbody').text()).toMatch(/河湖巡查平台.*江西省水利厅.*项目状态.*已停用.*在建.*林晚舟/);
    await figure('研判认定').trigger('click');
    await settle();
    expect(wrapper.find('.coming tbody').text(), 'a verdict in words').toMatch(/“上云迁移”没有研判采纳：改造后迁移/);
    await press(wrapper, '还有');
    expect(made(host, 'coming').at(-1), 'more of the same kind').toMatchObject({ id: 7, kind: 'decisions', limit: 100 });
    await figure('研判认定').trigger('click');
    expect(wrapper.find('.coming').exists(), 'and folded again').toBe(false);
    wrapper.unmount();
  });
});
