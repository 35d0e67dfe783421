import { mount } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MessageResult } from '../contract/contract';
import { CommandError } from '../host';
import type { Host } from '../host';
import { i18n } from '../locales';
import JobPanel from '../shell/JobPanel.vue';
import { mounted, tableHost } from '../testing/mount';
import Equation from './Equation.vue';
import ErrorBox from './ErrorBox.vue';
import { jobs } from './jobs';
import { useJob } from './query';
import TagChip from './TagChip.vue';

const messages: MessageResult = {
  messages: { file_encrypted: { severity: null, text: '文件设了打开密码', hint: '去掉密码另存后再放进来' } },
  words: { phase: { judge: '研判' } },
};
afterEach(() => {
  document.body.innerHTML = '';
  jobs.splice(0);
});

describe('an account', () => {
  const part = (key: string, rows: number) => ({ key, label: key, rows, fen: rows * 100 });
  const shown = (whole: number) =>
    mount(Equation, { global: { plugins: [i18n] }, props: { whole: part('读到', whole), parts: [part('新增', 3), part('变更', 2)] } });
  it('says nothing while it balances, and says so when it does not', () => {
    expect(shown(5).find('[role=alert]').exists(), '5 = 3 + 2').toBe(false);
    expect(shown(6).find('[role=alert]').text(), 'a row that is lost is told').toContain('对不上：各项相加是 5');
  });
  it('filters by its parts', async () => {
    const wrapper = shown(5);
    await wrapper.findAll('button')[1]!.trigger('click');
    expect(wrapper.emitted('update:modelValue')).toEqual([['新增']]);
  });
});

describe('a tag', () => {
  it('says by word, not by frame alone, where it stands', () => {
    const wrapper = mount(TagChip, { global: { plugins: [i18n] }, props: { tag: '迁移分类/直接迁移', state: 'rejected' } });
    expect(wrapper.text(), 'the class is what is read').toContain('直接迁移');
    expect(wrapper.find('.sr').text()).toBe('不采纳');
  });
});

describe('an error', () => {
  it('is words, a next step, and details to copy', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
    const failure = new CommandError({ code: 'file_encrypted', params: [['file', '登记表.xlsx']] });
    const { wrapper } = await mounted(ErrorBox, tableHost({ messages }), { props: { error: failure, place: '登记表.xlsx' } });
    expect(wrapper.text()).toContain('登记表.xlsx：文件设了打开密码。去掉密码另存后再放进来。');
    await wrapper.find('button').trigger('click');
    expect(writeText.mock.calls[0]?.[0], 'whoever helps needs code and parameters').toMatch(/file_encrypted[^]*file: 登记表\.xlsx/);
    vi.unstubAllGlobals();
  });
  it('of an unknown code is told as such, never blank', async () => {
    const { wrapper } = await mounted(ErrorBox, tableHost({ messages }), { props: { error: new Error('boom') } });
    expect(wrapper.text()).toContain('boom');
  });
});

describe('a job', () => {
  /** A page that runs the rules at once, and the panel of the shell beside it. */
  const page = (ended: (error: unknown) => void) =>
    defineComponent({
      setup() {
        const { run } = useJob('tag');
        run({}, '跑一遍规则').then(() => ended(null), ended);
        return () => h(JobPanel);
      },
    });
  it('shows its bar, can be stopped, and leaves when it was', async () => {
    let stop: (why: unknown) => void = () => undefined;
    const cancel = vi.fn(() => stop(new CommandError({ code: 'cancelled', params: [] })));
    const host: Host = {
      ...tableHost({ messages }),
      job: (_name, _request, onProgress) => {
        onProgress({ phase: 'judge', done: 300, total: 1200, findings: 0 });
        return { done: new Promise((_, reject) => (stop = reject)), cancel };
      },
    };
    const ended = vi.fn();
    const { wrapper } = await mounted(page(ended), host);
    expect(wrapper.find('[role=progressbar]').attributes('aria-valuenow')).toBe('25');
    expect(wrapper.text()).toContain('研判：300 / 1,200');
    await wrapper.find('button').trigger('click');
    expect(cancel).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(ended).toHaveBeenCalled());
    expect(jobs.length, 'what was stopped needs no more looking at').toBe(0);
  });
  it('that failed stays until it was read', async () => {
    const { wrapper } = await mounted(page(() => undefined), tableHost({ messages, tag: new CommandError({ code: 'file_encrypted', params: [] }) }));
    expect(wrapper.text(), 'nobody may have looked when it failed').toContain('文件设了打开密码');
    await wrapper.find('.error .el-button').trigger('click');
    expect(jobs.length).toBe(0);
  });
});
