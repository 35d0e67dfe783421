/** 报送进度: the account of units, the way to their rows, what a person says of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

const number = (text: string) => Number(text.replace(/\D/g, ''));

describe('报送进度', () => {
  it('balances: expected is the sum of the states', async () => {
    const page = await at.open('/progress');
    const [whole, ...parts] = (await page.locator('.equation .c b').allInnerTexts()).map(number);
    expect(parts.reduce((a, b) => a + b, 0), 'every unit is in one state').toBe(whole);
    expect(await page.locator('.units tbody tr').count(), 'and in one row').toBe(whole);
    await page.context().close();
  });
  it('leads from a unit to its projects', async () => {
    const page = await at.open('/progress?state=returned');
    const first = page.locator('.units tbody tr').first();
    const records = number(await first.locator('td').nth(4).innerText());
    await first.locator('a.link').first().click();
    await page.locator('main h1', { hasText: '台账' }).waitFor();
    const where = new URLSearchParams(page.url().split('?')[1]).get('where') ?? '';
    const listed = at.call('list', '--where', where, '--format', 'jsonl').trim().split('\n').length;
    expect(listed, `${where} shows the projects that were counted`).toBe(records);
    await page.context().close();
  });
  it('takes what a person says of many units, and gives it back', async () => {
    const page = await at.open('/progress?group=county&state=missing');
    const rows = page.locator('.units tbody tr');
    const before = await rows.count();
    for (const place of [0, 1]) await rows.nth(place).locator('.el-checkbox').click();
    await page.getByRole('toolbar').getByRole('button', { name: '标为零报告…' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('来函说明没有信息化项目');
    await shoot(page, 'progress-say');
    await page.getByRole('dialog').getByRole('button', { name: '标为零报告' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await settled(page);
    expect(await rows.count(), 'two units are no longer missing').toBe(before - 2);
    await page.locator('.equation .c', { hasText: '零报告' }).click();
    expect(await rows.count(), 'they stand under their state').toBe(2);
    expect(await rows.first().locator('td').nth(2).getAttribute('title'), 'with who, when and why').toContain('来函说明');
    await rows.first().getByRole('button', { name: '取消标记…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消标记' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await settled(page);
    expect(await rows.count(), 'what was said is taken back').toBe(1);
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
  });
  it('expects a unit that was added, at once', async () => {
    const page = await at.open('/progress');
    const count = async () => number(await page.locator('.equation .c b').first().innerText());
    const before = await count();
    await page.getByRole('button', { name: '加应报单位' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('江西省样例研究院');
    await page.getByRole('dialog').getByRole('button', { name: '加入应报名单' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await settled(page);
    expect(await count(), 'the account grows by one').toBe(before + 1);
    await page.context().close();
  });
  it('has a deadline for all, another day for one, and a score that can be followed', async () => {
    const page = await at.open('/progress');
    await page.getByRole('button', { name: '期限', exact: true }).click();
    const day = page.getByRole('dialog').getByRole('combobox', { name: '期限' });
    await day.fill('2026-01-05');
    await day.press('Enter');
    await page.getByRole('dialog').getByRole('textbox').last().fill('按通知要求');
    await page.getByRole('dialog').getByRole('button', { name: '定期限' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await settled(page);
    const rows = page.locator('.units tbody tr');
    expect(await rows.first().locator('td').nth(2).innerText(), 'who is late stands first, with the days').toMatch(/未报，超 \d+ 天/);
    await page.locator('.units .name', { hasText: '江西省水利厅' }).first().click();
    const pane = page.locator('aside.drawer');
    await pane.waitFor();
    expect(await pane.innerText(), 'the formula holds the numbers').toMatch(/30×（15－\d+）÷（15－0）＝/);
    await shoot(page, 'progress-unit');
    await pane.getByRole('button', { name: '改期限…' }).click();
    await day.fill('2099-12-31');
    await day.press('Enter');
    await page.getByRole('dialog').getByRole('textbox').last().fill('来函申请延期');
    await page.getByRole('dialog').getByRole('button', { name: '定期限' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await settled(page);
    expect(await pane.innerText(), 'with its reason').toContain('来函申请延期');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    at.call('progress', 'deadline', 'none');
    await page.context().close();
  });
  it('sums up cities and departments, and the whole is the register', async () => {
    const page = await at.open('/progress?group=tree');
    const first = page.locator('.tree tbody tr').first();
    await first.waitFor();
    const records = number(await first.locator('td').nth(4).innerText());
    const listed = at.call('list', '--format', 'jsonl').trim().split('\n').length;
    expect(records, 'every project is in the sum').toBe(listed);
    await shoot(page, 'progress-tree');
    await page.context().close();
  });
  it('takes a list of units after showing what it would do', async () => {
    const list = join(at.folder, '名单.csv');
    writeFileSync(list, '单位名称,单位代码,单位类别\n江西省样例甲院,901,省直部门\n,902,省直部门\n', 'utf8');
    const page = await at.open('/progress');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '导入名单' }).click()]);
    await chooser.setFiles(list);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '收下 1 个单位' }).waitFor();
    expect(await dialog.innerText(), 'the row without a name is told with its cell').toMatch(/!A3/);
    await shoot(page, 'progress-roster');
    await dialog.getByRole('button', { name: '收下 1 个单位' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await settled(page);
    await page.locator('.units .name', { hasText: '江西省样例甲院' }).waitFor();
    await page.context().close();
  });
  it('compares with an earlier year, asks why a project is gone, and gives the year back', async () => {
    const page = await at.open('/progress?group=years');
    await page.getByText('还没有往年清册可以对比').waitFor();
    const older = join(at.folder, '去年.csv');
    writeFileSync(older, '填报单位,项目名称,项目状态,总投资（万元）,涉密分类\n江西省水利厅,已经没有的项目,已建在用,100,非涉密\n江西省水利厅,另一项目,已建在用,50,非涉密\n', 'utf8');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '导入往年清册' }).first().click()]);
    await chooser.setFiles(older);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /导入 1 个文件/ }).click();
    await dialog.getByRole('button', { name: '知道了' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await settled(page);
    const account = async (of: number) => (await page.locator('.accounts .equation').nth(of).locator('.c b').allInnerTexts()).map(number);
    for (const of of [0, 1]) {
      const [whole, ...parts] = await account(of);
      expect(parts.reduce((a, b) => a + b, 0), 'the accounts of both years balance').toBe(whole);
    }
    expect((await account(1))[1], 'both are gone').toBe(2);
    await page.getByRole('button', { name: '2 项注销没有说明原因' }).click();
    await page.locator('.rows tbody tr').first().getByRole('button', { name: '原因…' }).click();
    await dialog.getByRole('textbox').fill('已并入省级统建系统');
    await dialog.getByRole('button', { name: '记下' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '1 项注销没有说明原因' }).waitFor();
    await shoot(page, 'progress-years');
    await page.getByRole('radio', { name: '按单位' }).click();
    await page.locator('.sums tbody tr').first().waitFor();
    await shoot(page, 'progress-years-units');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.getByRole('radio', { name: '往年文件' }).click();
    await page.locator('.files').getByRole('button', { name: '撤销' }).click();
    await page.getByText('还没有往年清册可以对比').waitFor();
    await page.context().close();
  });
});
