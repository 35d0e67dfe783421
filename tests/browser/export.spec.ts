/** 导出: what is laid out is what is written; a list of one's own is kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

const projects = (where: string) => at.call('list', ...(where ? ['--where', where] : []), '--format', 'jsonl').trim().split('\n').length;

describe('导出', () => {
  it('writes the list that is shown, by button or key', async () => {
    const page = await at.open('/export');
    await page.locator('.paper').waitFor();
    const all = projects('');
    expect(await page.locator('.check').innerText(), 'the count of the command line').toContain(`${all}`);
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Control+e');
    expect((await coming).suggestedFilename(), 'named by list and day').toMatch(/^汇总台账_\d{8}\.xlsx$/);
    await page.getByText(`已导出 ${all} 项`).waitFor();
    await page.context().close();
  });
  it('narrows a list this once, and says which part of a condition is wrong', async () => {
    const page = await at.open('/export', { rough: true });
    await page.locator('.paper').waitFor();
    await page.getByRole('button', { name: '改范围…' }).click();
    const dialog = page.getByRole('dialog', { name: '清单的范围' });
    await dialog.getByRole('button', { name: '条件', exact: true }).click();
    await dialog.getByRole('combobox', { name: '第 1 条 字段' }).click();
    await page.getByRole('option', { name: '项目状态', exact: true }).click();
    await dialog.getByRole('group', { name: '第 1 条' }).locator('.v .el-select__wrapper').click();
    await page.getByRole('option', { name: '在建', exact: true }).click();
    await page.keyboard.press('Escape');
    const some = projects('status = 在建');
    await shoot(page, 'export-scope');
    await dialog.getByRole('button', { name: `只出这 ${some} 项` }).click();
    await page.getByRole('button', { name: `导出 ${some} 项` }).waitFor();
    await page.locator('.scope').getByText(/项目状态\s*属于\s*在建/).waitFor();
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.getByRole('button', { name: '改范围…' }).click();
    await dialog.getByRole('button', { name: '改为文字' }).click();
    await dialog.getByRole('textbox', { name: '条件文字' }).fill('没有这个字段 = 1');
    await dialog.locator('.error').getByText('没有这个字段').waitFor();
    expect(await dialog.locator('.el-button--primary').isDisabled(), 'what is wrong is not taken over').toBe(true);
    await dialog.getByRole('button', { name: '取消' }).click();
    await page.getByRole('button', { name: '还原' }).click();
    await page.getByRole('button', { name: `导出 ${projects('')} 项` }).waitFor();
    await page.context().close();
  });
  it('shows the whole width of a broad list where that is asked for', async () => {
    const page = await at.open('/export');
    const paper = page.locator('.paper');
    await paper.waitFor();
    const hangsOver = () => page.locator('.desk').evaluate((desk) => desk.scrollWidth - desk.clientWidth);
    expect(await hangsOver(), 'what can be read is broader than the page of the program').toBeGreaterThan(0);
    await page.getByRole('button', { name: '适合宽度' }).click();
    await expect.poll(hangsOver).toBe(0);
    await page.context().close();
  });
  it('keeps a list of its own, which the command line exports too', async () => {
    const page = await at.open('/export?list=cloud');
    await page.locator('.paper').waitFor();
    await page.getByRole('textbox', { name: '标题' }).fill('三级系统清单');
    await page.getByRole('button', { name: '改范围…' }).click();
    const asking = page.getByRole('dialog', { name: '清单的范围' });
    await asking.getByRole('button', { name: '改为文字' }).click();
    await asking.getByRole('textbox', { name: '条件文字' }).fill('dj_level = 三级');
    await asking.getByRole('button', { name: /^只出这/ }).click();
    await asking.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '另存为清单…' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('三级系统');
    await page.getByRole('dialog').getByRole('button', { name: '存为清单' }).click();
    const own = page.locator('nav.pane').getByRole('button', { name: '三级系统' });
    await own.waitFor();
    await page.locator('.paper h2', { hasText: '三级系统清单' }).waitFor();
    await settled(page);
    await shoot(page, 'export-own');
    const told = JSON.parse(at.call('--json', 'lists')) as { lists: Array<{ key: string; own: boolean }> };
    const key = told.lists.find((list) => list.own)?.key ?? '';
    const done = JSON.parse(at.call('--json', 'export', key, '--out', `${at.folder}/三级.xlsx`)) as { records: number };
    expect(done.records, 'the same list everywhere').toBe(projects('dj_level = 三级'));
    await page.getByRole('button', { name: '删去这张清单' }).click();
    await own.waitFor({ state: 'detached' });
    await page.context().close();
  });
  it('keeps nobody out of a list of groups', async () => {
    const page = await at.open('/export?list=statistics', { theme: 'dark' });
    await page.locator('.paper tbody tr').first().waitFor();
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await shoot(page, 'export-groups-dark');
    await page.context().close();
  });
});
