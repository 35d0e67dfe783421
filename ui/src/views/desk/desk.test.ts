import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MessageResult, OfficeResult, OverviewResult } from '../../contract/contract';
import { takeIncoming } from '../../shared/incoming';
import { mounted, tableHost } from '../../testing/mount';
import { overview } from '../../testing/overview';
import DeskPage from './DeskPage.vue';

vi.mock('../../shared/Chart.vue', async () => ({ default: (await import('../../testing/PlainChart.vue')).default }));

const office: OfficeResult = { register: '/数据/2026年普查.db', version: '0.1.0', operator: null, why: null, notices: [] };
const messages: MessageResult = { messages: {}, words: { batch_state: { promoted: '已入库', undone: '已撤销' } } };
const answers = { office, overview, messages };
const nothing: OverviewResult = { ...overview, all: { records: 0, fen: 0, condition: '' }, batches: 0, imports: [], todos: [] };
afterEach(() => (document.body.innerHTML = ''));

const hrefs = (wrapper: { findAll(selector: string): Array<{ attributes(name: string): string | undefined }> }, selector: string) =>
  wrapper.findAll(selector).map((link) => decodeURIComponent(link.attributes('href') ?? ''));

describe('工作台', () => {
  it('leads from every figure to its rows', async () => {
    const { wrapper } = await mounted(DeskPage, tableHost(answers));
    const text = wrapper.find('.figures').text();
    for (const figure of ['1,284', '54', '386,214.57', '54.5', '824', '420']) expect(text, 'the figures of the register').toContain(figure);
    expect(hrefs(wrapper, '.figure')[3], 'the part that is counted is what is shown').toContain('where=status+in+(已建在用;试运行)+and+tag+已上云');
    expect(hrefs(wrapper, '.chart a').length, 'every bar is a way to its rows').toBe(5 + 3 + 2);
    expect(hrefs(wrapper, '.chart a'), 'empty is told and shown too').toContain('/register?where=approval_date+empty');
    wrapper.unmount();
  });
  it('says what is to be done, and where', async () => {
    const { wrapper } = await mounted(DeskPage, tableHost(answers));
    expect(hrefs(wrapper, '.todo a')).toEqual(['/register?where=to_return+%3D+是'.replace('%3D', '='), '/review?tag=上云迁移', '/progress?state=missing']);
    wrapper.unmount();
  });
  it('takes an import back after asking, and says what happened', async () => {
    const backup = { file: 'b.db', bytes: 1, at: null, why: null };
    const host = tableHost({ ...answers, undo: { batch: 43, removed: 38, restored: 5, withdrawn: 0, backup } });
    const { wrapper } = await mounted(DeskPage, host);
    const buttons = wrapper.findAll('.imports button');
    expect(buttons.length, 'what was undone cannot be undone again').toBe(1);
    await buttons[0]!.trigger('click');
    const dialog = document.querySelector('[role=dialog]');
    expect(dialog?.textContent, 'the question tells the effect').toContain('38 项会撤出台账');
    expect(host.calls.some((call) => call.name === 'undo'), 'nothing happens before the answer').toBe(false);
    dialog?.querySelector<HTMLButtonElement>('.el-button--danger')?.click();
    await expect.poll(() => wrapper.find('.imports').text()).toContain('已撤销第 43 批：撤出 38 项，恢复 5 项');
    expect(host.calls.filter((call) => call.name === 'overview').length, 'what was written is asked for anew').toBe(2);
    wrapper.unmount();
  });
});

describe('an empty register', () => {
  it('offers what to do first', async () => {
    const host = { ...tableHost({ ...answers, overview: nothing }), pickFiles: async () => [{ file: '/a/登记表.xlsx', name: '登记表.xlsx' }] };
    const { wrapper, router } = await mounted(DeskPage, host);
    expect(wrapper.text()).toContain('登记册还是空的');
    await wrapper.find('.drop .el-button--primary').trigger('click');
    await expect.poll(() => router.currentRoute.value.name, { message: 'files chosen here are read there' }).toBe('import');
    expect(takeIncoming().map((file) => file.name)).toEqual(['登记表.xlsx']);
    wrapper.unmount();
  });
  it('brings the samples', async () => {
    const host = tableHost({ ...answers, overview: nothing, load_samples: { files: 6, records: 60 } });
    const { wrapper } = await mounted(DeskPage, host);
    await wrapper.find('.others .el-button').trigger('click');
    await expect.poll(() => host.calls.map((call) => call.name)).toContain('load_samples');
    wrapper.unmount();
  });
});
