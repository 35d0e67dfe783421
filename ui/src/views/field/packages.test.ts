/** Packages made and opened: what goes along is counted before, a passphrase is written twice. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../host';
import { jobs } from '../../shared/jobs';
import { carried, catalogue, messages } from '../../testing/field';
import { mounted, tableHost } from '../../testing/mount';
import type { Answers } from '../../testing/mount';
import MakeDialog from './MakeDialog.vue';
import OpenDialog from './OpenDialog.vue';

afterEach(() => {
  document.body.innerHTML = '';
  jobs.length = 0;
});

const PASSPHRASE = '一句长长的口令啊';
const answers: Answers = {
  catalogue, messages, rules: { rules: [] } as never, read_condition: { condition: '', form: null } as never,
  checked: { total: 0, fields: 3, untouched: 9, begun: 2, done: 1, rows: [] },
  create_package: { file: '/U盘/外业包-一组.qcp', package: carried, back: false, records: 12, bytes: 2048 },
};
const settle = async () => {
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
};
const inputs = () => [...document.querySelectorAll<HTMLInputElement>('[role=dialog] input')].filter(({ type }) => type !== 'checkbox');
async function type(...texts: string[]) {
  inputs().forEach((input, at) => {
    input.value = texts[at] ?? '';
    input.dispatchEvent(new Event('input'));
  });
  await settle();
}
const primary = () => document.querySelector<HTMLButtonElement>('[role=dialog] .el-button--primary')!;
async function go() {
  primary().click();
  await settle();
}
const made = (host: ReturnType<typeof tableHost>, name: string) => host.calls.filter((call) => call.name === name).map(({ request }) => request);

describe('making a package', () => {
  const opened = async (more: Answers = {}, props = {}) => {
    const host = tableHost({ ...answers, ...more });
    const { wrapper } = await mounted(MakeDialog, host, { props: { modelValue: false, back: false, shortest: 8, ...props } });
    await wrapper.setProps({ modelValue: true });
    await settle();
    return { host, wrapper };
  };
  it('says before how many go along, and after what to do with it', async () => {
    const { host, wrapper } = await opened();
    expect(primary().textContent).toContain('12 项');
    await type('一组', PASSPHRASE, PASSPHRASE);
    await go();
    expect(made(host, 'create_package')).toEqual([{ out: '外业包-一组.qcp', passphrase: PASSPHRASE, team: '一组', condition: '' }]);
    expect(document.querySelector('[role=dialog]')?.textContent).toMatch(/已生成：12 个项目[^]*U 盘/);
    wrapper.unmount();
  });
  it.each([
    ['no team', ['', PASSPHRASE, PASSPHRASE], '由哪个组'],
    ['no passphrase', ['一组', '', ''], '写上口令'],
    ['a short one', ['一组', '短', '短'], '至少 8 个字'],
    ['two of them', ['一组', PASSPHRASE, `${PASSPHRASE}吗`], '两遍口令不同'],
  ])('says what is missing: %s', async (_, texts, why) => {
    const { host, wrapper } = await opened();
    await type(...texts);
    await go();
    expect(document.querySelector('[role=dialog] [role=alert]')?.textContent).toContain(why);
    expect(made(host, 'create_package'), 'nothing is written').toEqual([]);
    wrapper.unmount();
  });
  it('makes none of no project', async () => {
    const { host, wrapper } = await opened({ checked: { total: 0, fields: 3, untouched: 0, begun: 0, done: 0, rows: [] } });
    await type('一组', PASSPHRASE, PASSPHRASE);
    await go();
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('没有符合的项目');
    expect(made(host, 'create_package')).toEqual([]);
    wrapper.unmount();
  });
  it('that goes back asks neither team nor projects', async () => {
    const { host, wrapper } = await opened({}, { back: true, carried: '一组' });
    await type(PASSPHRASE, PASSPHRASE);
    await go();
    expect(made(host, 'create_package'), 'under another name than the one that came').toEqual([{ out: '外业包-一组-带回.qcp', passphrase: PASSPHRASE }]);
    wrapper.unmount();
  });
});

describe('opening a package', () => {
  const opened = async (more: Answers) => {
    const host = tableHost({ ...answers, ...more });
    const { wrapper } = await mounted(OpenDialog, host, { props: { file: null } });
    await wrapper.setProps({ file: { file: '/U盘/一组.qcp', name: '一组.qcp' } });
    await settle();
    return { host, wrapper };
  };
  it('asks the passphrase, and closes when it is open', async () => {
    const { host, wrapper } = await opened({ open_package: { register: 'x' } as never });
    await go();
    expect(made(host, 'open_package'), 'not without one').toEqual([]);
    await type(PASSPHRASE);
    await go();
    expect(made(host, 'open_package')).toEqual([{ file: '/U盘/一组.qcp', passphrase: PASSPHRASE, settle: false }]);
    expect(wrapper.emitted('close')).toHaveLength(1);
    wrapper.unmount();
  });
  it('stays open with what is wrong', async () => {
    const { wrapper } = await opened({ open_package: new CommandError({ code: 'passphrase_wrong', params: [] }) });
    await type(PASSPHRASE);
    await go();
    expect(document.querySelector('[role=dialog] [role=alert]')?.textContent).toContain('口令不对');
    expect(wrapper.emitted('close')).toBeUndefined();
    wrapper.unmount();
  });
});
