import { afterEach, describe, expect, it } from 'vitest';
import App from './App.vue';
import type { OfficeResult } from './contract/contract';
import { mounted, tableHost } from './testing/mount';
import { overview } from './testing/overview';

const office: OfficeResult = { register: '/数据/2026年普查.db', version: '0.1.0', operator: '周砚秋', why: null, notices: [] };
const host = () => tableHost({ office, overview, messages: { messages: {}, words: {} } });
afterEach(() => (document.body.innerHTML = ''));

describe('the shell', () => {
  it('has the all pages in the order of the work', async () => {
    const { wrapper } = await mounted(App, host(), { at: '/settings' });
    const entries = wrapper.findAll('.nav a').map((entry) => entry.find('span:not(.n)').text());
    expect(entries, 'the order of the rail is the order of the work').toEqual(
      ['工作台', '导入', '台账', '研判', '查重', '报送进度', '导出', '外业', '日志', '设置'],
    );
    expect(wrapper.findAll('.nav a .n .sr').map((one) => one.text()), 'what is in a page is counted, by name').toContain('1,284 项');
    expect(wrapper.find('.book').text()).toBe('2026年普查');
    wrapper.unmount();
  });
  it('says why a register does not open, and lets to the backups', async () => {
    const messages = { messages: { database_damaged: { severity: null, text: '登记册“{file}”坏了', hint: '从备份恢复' } }, words: {} };
    const why = { code: 'database_damaged', params: [['file', '普查.db']] as Array<[string, string]> };
    const { wrapper, router } = await mounted(App, tableHost({ messages, office: { ...office, why } }));
    expect(wrapper.find('main').text(), 'words and a next step, in place of the page').toContain('登记册“普查.db”坏了。从备份恢复。');
    await router.push('/settings');
    await expect.poll(() => wrapper.find('main h1').text(), { message: 'backups are in the settings' }).toBe('设置');
    wrapper.unmount();
  });
  it('leads to a page by its key, and shows the keys on F1', async () => {
    const { wrapper, router } = await mounted(App, host(), { at: '/settings' });
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '5', code: 'Digit5', altKey: true }));
    await new Promise((resolve) => setTimeout(resolve));
    await router.isReady();
    await expect.poll(() => router.currentRoute.value.name, { message: 'Alt+5 is the fifth entry' }).toBe('duplicates');
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F1' }));
    await expect.poll(() => document.querySelector('[role=dialog]')?.textContent, { message: 'the sheet names the keys that work' }).toContain('Alt+5');
    wrapper.unmount();
  });
});
