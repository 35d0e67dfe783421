/** On site: what is found is kept at once, with a note; photos; projects that nobody reported. */
import { flushPromises } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckResult, EditResult, RecordRow } from '../../contract/contract';
import { CommandError } from '../../host';
import { pressed } from '../../shared/keys';
import { catalogue, messages, sheet } from '../../testing/field';
import { mounted, tableHost } from '../../testing/mount';
import type { Answers } from '../../testing/mount';
import AddDialog from './AddDialog.vue';
import Attachments from './Attachments.vue';
import CheckSheet from './CheckSheet.vue';

afterEach(() => (document.body.innerHTML = ''));

const edit: EditResult = { seq: null, records: 1, changed: 0, unchanged: 0, cells: [], refused: [], conflicts: [] };
const done: CheckResult = { edit, sheet };
const answers: Answers = { catalogue, messages, check_sheet: sheet, check: done };
const settle = async () => {
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
};
async function key(name: string, more: KeyboardEventInit = {}) {
  pressed(new KeyboardEvent('keydown', { key: name, code: /^\d$/.test(name) ? `Digit${name}` : '', ...more }));
  await settle();
}
async function press(root: ParentNode, text: string) {
  [...root.querySelectorAll('button')].find((one) => one.textContent?.trim() === text)?.click();
  await settle();
}
const made = (host: ReturnType<typeof tableHost>, name: string) => host.calls.filter((call) => call.name === name).map(({ request }) => request);
const line = (wrapper: VueWrapper, at: number) => wrapper.findAll('.line')[at]!.element as HTMLElement;

describe('the sheet of a project', () => {
  const opened = async (more: Answers = {}, props = {}) => {
    const host = tableHost({ ...answers, ...more });
    const { wrapper } = await mounted(CheckSheet, host, { props: { uid: 'u1', fields: 3, ...props } });
    return { host, wrapper };
  };
  it('shows every field by its header, what was said of it, who, when and the note', async () => {
    const { wrapper } = await opened();
    expect(line(wrapper, 1).textContent).toMatch(/项目状态[^]*已建在用[^]*林晚舟[^]*机房已搬/);
    expect(line(wrapper, 1).querySelector('.wrong')?.getAttribute('aria-pressed')).toBe('true');
    expect(line(wrapper, 2).textContent, 'empty is told').toContain('空');
    expect(wrapper.find('header').text(), 'how far it is').toContain('1/3');
    wrapper.unmount();
  });
  it('keeps a word at once, by hand and by key', async () => {
    const { host, wrapper } = await opened();
    await press(line(wrapper, 0), '属实');
    await key('ArrowDown');
    await key('3');
    expect(made(host, 'check')).toEqual([
      { uid: 'u1', revision: 3, checks: [{ field: 'project_name', verdict: 'right', note: '' }] },
      { uid: 'u1', revision: 3, checks: [{ field: 'status', verdict: 'unseen', note: '' }] },
    ]);
    wrapper.unmount();
  });
  it('asks what it should be where it is wrong, and says nothing of a value that stays', async () => {
    const { host, wrapper } = await opened();
    await press(line(wrapper, 2), '有误');
    const [instead, note] = line(wrapper, 2).querySelectorAll('input');
    for (const [input, text] of [[instead, '设备已移交'], [note, '看过']] as const) {
      input!.value = text;
      input!.dispatchEvent(new Event('input'));
    }
    await press(line(wrapper, 2), '记下');
    await press(line(wrapper, 0), '有误');
    await press(line(wrapper, 0), '记下');
    expect(made(host, 'check')).toMatchObject([
      { checks: [{ field: 'remark', verdict: 'wrong', text: '设备已移交', note: '看过' }] },
      { checks: [{ field: 'project_name', verdict: 'wrong', note: '' }] },
    ]);
    expect(JSON.stringify(made(host, 'check')[1]), 'a value that was not typed is not written').not.toContain('text');
    wrapper.unmount();
  });
  it('puts a note to any word', async () => {
    const { host, wrapper } = await opened();
    await key('ArrowDown');
    await key('4');
    const note = [...line(wrapper, 1).querySelectorAll('input')].pop()!;
    expect(note.value, 'the one that is there').toBe('机房已搬');
    note.value = '门锁着';
    note.dispatchEvent(new Event('input'));
    await press(line(wrapper, 1), '记下');
    expect(made(host, 'check')).toMatchObject([{ checks: [{ field: 'status', verdict: 'wrong', note: '门锁着' }] }]);
    wrapper.unmount();
  });
  it('tells what is refused below the line where the hand is, and keeps what was typed', async () => {
    const refused = { ...done, edit: { ...edit, refused: [{ uid: 'u1', name: '', field: 'remark', code: 'edit_classified' }] } };
    const { wrapper } = await opened({ check: refused });
    await press(line(wrapper, 2), '有误');
    await press(line(wrapper, 2), '记下');
    expect(line(wrapper, 2).querySelector('[role=alert]')?.textContent).toContain('涉密的内容不能记');
    expect(line(wrapper, 2).querySelector('form'), 'it can be put right').not.toBeNull();
    wrapper.unmount();
  });
  it('leads on by one key; not while something is typed, and not beneath a dialog', async () => {
    const { wrapper } = await opened();
    await press(line(wrapper, 0), '有误');
    await key('Enter', { ctrlKey: true });
    expect(wrapper.emitted('next'), 'what is typed would be lost').toBeUndefined();
    await press(line(wrapper, 0), '算了');
    await key('Enter', { ctrlKey: true });
    expect(wrapper.emitted('next')).toHaveLength(1);
    wrapper.unmount();
    const beneath = await opened({}, { still: true });
    await key('Enter', { ctrlKey: true });
    await key('1');
    expect([beneath.wrapper.emitted('next'), made(beneath.host, 'check')]).toEqual([undefined, []]);
    beneath.wrapper.unmount();
  });
});

describe('photos and scans', () => {
  const shown = async (more: Answers = {}, files = [{ file: '/a/一.jpg', name: '一.jpg' }, { file: '/a/二.jpg', name: '二.jpg' }]) => {
    const host = { ...tableHost({ ...answers, ...more }), pickFiles: async () => files };
    const { wrapper } = await mounted(Attachments, host, { props: { uid: 'u1', attachments: sheet.attachments } });
    return { host, wrapper };
  };
  it('are added, several at once, and what is refused is told', async () => {
    const { host, wrapper } = await shown({ attach: sheet.attachments[0]! });
    await press(wrapper.element as HTMLElement, '添加照片');
    expect(made(host, 'attach')).toEqual([{ uid: 'u1', file: '/a/一.jpg' }, { uid: 'u1', file: '/a/二.jpg' }]);
    wrapper.unmount();
    const none = await shown({ attach: new CommandError({ code: 'edit_classified', params: [] }) });
    await press(none.wrapper.element as HTMLElement, '添加照片');
    expect(none.wrapper.find('[role=alert]').text()).toContain('涉密的内容不能记');
    none.wrapper.unmount();
  });
  it('are looked at; a scan that cannot be shown is no button', async () => {
    const { wrapper } = await shown({ attachment: { about: sheet.attachments[0]!, content: 'QUJD' } });
    await press(wrapper.element as HTMLElement, '机房.png');
    expect(document.querySelector('img')?.getAttribute('src')).toBe('data:image/png;base64,QUJD');
    expect(wrapper.findAll('button').some((one) => one.text() === '验收.pdf')).toBe(false);
    expect(wrapper.text()).toContain('验收.pdf');
    wrapper.unmount();
  });
  it('go only after asking', async () => {
    const { host, wrapper } = await shown({ detach: sheet });
    await wrapper.find('[aria-label="删去 机房.png"]').trigger('click');
    await settle();
    expect(made(host, 'detach'), 'they cannot be had back').toEqual([]);
    await press(document.querySelector('[role=dialog] .el-dialog__footer, .el-dialog__footer') ?? document, '删去');
    expect(made(host, 'detach')).toEqual([{ uid: 'a1' }]);
    wrapper.unmount();
  });
});

describe('a project found on site', () => {
  const row = (uid: string, name: string): RecordRow => ({ uid, revision: 1, values: { project_name: name, report_unit: '江西省水利厅' }, extra: [], tags: [], to_return: false });
  const pair = { one: row('u9', '门禁系统'), other: row('u1', '门禁管理系统'), score: 0.826, relation: 'same' as const, evidence: [], answer: null };
  const page = (rows: typeof pair[]) => ({ total: rows.length, rows, counts: [], remaining: 0 }) as never;
  const opened = async (more: Answers) => {
    const host = tableHost({ ...answers, ...more });
    const { wrapper, router } = await mounted(AddDialog, host, { props: { modelValue: false } });
    await wrapper.setProps({ modelValue: true });
    await settle();
    const name = document.querySelector<HTMLInputElement>('[role=dialog] input')!;
    name.value = '门禁系统';
    name.dispatchEvent(new Event('input'));
    await settle();
    await press(document, '登记');
    return { host, wrapper, router };
  };
  it('is the one that is checked next', async () => {
    const { host, wrapper, router } = await opened({ add_record: { uid: 'u9', batch: 4, refused: [], findings: [] }, duplicates: page([]) });
    expect(made(host, 'add_record'), 'what is empty is not sent').toEqual([{ cells: [{ field: 'project_name', text: '门禁系统' }] }]);
    await expect.poll(() => router.currentRoute.value.query['uid']).toBe('u9');
    wrapper.unmount();
  });
  it('is told what it looks like', async () => {
    const { wrapper, router } = await opened({ add_record: { uid: 'u9', batch: 4, refused: [], findings: [] }, duplicates: page([pair]) });
    const told = document.querySelector('[role=dialog]')?.textContent ?? '';
    expect(told, 'the other one, how much, its unit').toMatch(/门禁管理系统[^]*江西省水利厅[^]*像 83%/);
    await press(document, '核查这个');
    await expect.poll(() => router.currentRoute.value.query['uid'], { message: 'the one that was there' }).toBe('u1');
    wrapper.unmount();
  });
  it('that is refused is told at its field', async () => {
    const { wrapper } = await opened({ add_record: { uid: null, batch: null, refused: [{ uid: '', name: '', field: 'project_name', code: 'edit_classified' }], findings: [] } });
    expect(document.querySelector('.field [role=alert]')?.textContent).toContain('涉密的内容不能记');
    wrapper.unmount();
  });
});
