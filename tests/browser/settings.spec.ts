/** 设置: what an office changes holds at once, everywhere, and stands in the journal. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

const PARTS = ['operator', 'fields', 'codes', 'units', 'regions', 'backups', 'about', 'licences'];

describe('设置', () => {
  it.each(PARTS)('keeps nobody out of %s', async (part) => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await at.open(`/settings?part=${part}`, { theme });
      expect(await barriers(page), `axe must find nothing serious, ${theme}`).toEqual([]);
      await shoot(page, `settings-${part}${theme === 'dark' ? '-dark' : ''}`);
      await page.context().close();
    }
  });
  it('adds a field, which the next import reads', async () => {
    const page = await at.open('/settings?part=fields');
    await page.getByRole('button', { name: '加字段' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('字段', { exact: true }).fill('芯片');
    await dialog.getByLabel('还有哪些表头写法').fill('CPU厂家、处理器品牌');
    await dialog.getByRole('button', { name: '加字段' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await settled(page);
    await page.getByRole('textbox', { name: '找字段或写法' }).fill('芯片');
    await page.locator('tbody tr', { hasText: '芯片' }).waitFor();
    const file = `${at.folder}/新表.csv`;
    writeFileSync(file, '项目名称,填报单位,处理器品牌\n样例新平台,江西省财政厅,龙芯\n');
    at.call('import', file);
    expect(at.call('list', '--where', '芯片 = 龙芯', '--format', 'jsonl'), 'the column was known by its new spelling').toContain('样例新平台');
    await page.context().close();
  });
  it('refuses a spelling that is another code, in words', async () => {
    const page = await at.open('/settings?part=codes', { rough: true });
    await page.getByRole('button', { name: '补写法：拟建' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('在建');
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.locator('.error').waitFor();
    expect(await dialog.locator('.error').innerText(), 'one spelling, one code').toContain('已经是“在建”的叫法');
    await page.context().close();
  });
  it('backs up, and puts a backup back', async () => {
    const page = await at.open('/settings?part=backups');
    await page.getByRole('button', { name: '现在备份' }).click();
    await page.getByText('已备份').waitFor();
    const before = at.call('list', '--format', 'jsonl');
    await page.getByRole('button', { name: /^恢复 / }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: '恢复这份备份' }).click();
    await page.getByText('已恢复到').waitFor();
    expect(at.call('list', '--format', 'jsonl'), 'the register is what the backup was').toBe(before);
    await page.context().close();
  });
  it('lists what it is made of, with licences', async () => {
    const page = await at.open('/settings?part=about');
    await page.getByRole('link', { name: '看全部组件和许可' }).click();
    const rows = page.locator('main tbody tr');
    await rows.filter({ hasText: 'calamine' }).first().waitFor();
    expect(await rows.count(), 'crates and packages').toBeGreaterThan(200);
    expect(await rows.filter({ hasText: 'element-plus' }).first().innerText(), 'with licence').toContain('MIT');
    await page.getByRole('textbox', { name: '找组件或许可' }).fill('MPL');
    await expect.poll(() => rows.count()).toBeLessThan(50);
    await page.context().close();
  });
  it('checks the register and finds it sound', async () => {
    const page = await at.open('/settings?part=about');
    await page.getByRole('button', { name: '检查登记册' }).click();
    await page.getByText('前后对得上').waitFor();
    await page.context().close();
  });
});
