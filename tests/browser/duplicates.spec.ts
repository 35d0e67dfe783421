/** 查重: pairs answered by keys and taken back; "the same" made one record with a choice per field, and two again. */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const HEADERS = ['项目名称', '填报单位', '建设单位', '项目状态', '总投资（万元）', '承建单位', '备注'];
/** Two files: what the second tells of the same, of a later phase, of another one. */
const FIRST = [
  ['水利工程视频监控平台', '江西省水利厅', '江西省水利厅', '已建在用', '356.8', '云帆软件有限公司', '原有的备注'],
  ['智慧教育云平台一期', '江西省教育厅', '江西省教育厅', '已建在用', '880', '远山信息有限公司', ''],
  ['养老服务管理信息系统', '江西省民政厅', '江西省民政厅', '在建', '120', '', ''],
];
const SECOND = [
  ['水利工程视频监控系统', '江西省水文监测中心', '江西省水利厅', '试运行', '356.8', '云帆软件有限公司', '后报的备注'],
  ['智慧教育云平台二期', '江西省教育厅', '江西省教育厅', '在建', '450', '远山信息有限公司', ''],
  ['养老服务管理系统', '江西省民政厅', '江西省民政厅', '在建', '120', '', ''],
];

let at: House;
beforeAll(async () => {
  const files = [FIRST, SECOND].map((rows, n) => {
    const file = join(tmpdir(), `查重${n}-${process.pid}.csv`);
    writeFileSync(file, '\ufeff' + [HEADERS, ...rows].map((row) => row.join(',')).join('\r\n'));
    return file;
  });
  at = await house((call) => {
    for (const file of files) call('import', file);
  });
  files.forEach((file) => rmSync(file));
});
afterAll(() => at.close());

const tab = async (page: Page, name: string) => Number((await page.getByRole('tab', { name }).locator('.n').innerText()).replace(/\D/g, ''));
const pairs = (page: Page) => page.getByRole('option');
const projects = () => at.call('list', '--fields', 'project_name,remark', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line) as { _uid: string; project_name: string; remark?: string });
const choose = async (page: Page, name: string) => {
  await pairs(page).filter({ hasText: name }).first().click();
  await settled(page);
};

describe('likely pairs', () => {
  it('stand side by side with what speaks for them, in every theme and size', async () => {
    for (const look of [{ theme: 'light' as const }, { theme: 'dark' as const }, { width: 1280, height: 720 }]) {
      const page = await at.open('/duplicates', look);
      await pairs(page).first().waitFor();
      await choose(page, '水利工程视频监控');
      expect(await page.locator('.differs').count(), 'fields that differ are marked').toBeGreaterThanOrEqual(3);
      expect(await page.locator('.why .told').count(), 'every aspect says what it weighs').toBeGreaterThanOrEqual(3);
      expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
      await shoot(page, `duplicates-${look.theme ?? 'small'}`);
      await page.context().close();
    }
  });

  it('are answered by keys, never asked again, and taken back', async () => {
    const page = await at.open('/duplicates');
    await pairs(page).first().waitFor();
    const open = await tab(page, '待答');
    await choose(page, '智慧教育云平台');
    await page.keyboard.press('p');
    await page.getByText('已记下：后续期次').waitFor();
    await settled(page);
    expect([await tab(page, '待答'), await tab(page, '已答')], 'the account balances').toEqual([open - 1, 1]);
    expect(await pairs(page).filter({ hasText: '智慧教育云平台' }).count(), 'what was answered is not asked again').toBe(0);
    await page.keyboard.press('Control+z');
    await page.getByText('已收回答复').waitFor();
    await settled(page);
    expect([await tab(page, '待答'), await tab(page, '已答')], 'one key takes it back').toEqual([open, 0]);
    await choose(page, '智慧教育云平台');
    await page.keyboard.press('d');
    await page.getByText('已记下：不同项目').waitFor();
    await page.getByRole('tab', { name: '已答' }).click();
    await settled(page);
    await page.getByRole('button', { name: '收回答复' }).click();
    await page.getByText('已收回答复').waitFor();
    await page.getByRole('tab', { name: '待答' }).click();
    await page.locator('.bars input').first().fill('养老');
    await settled(page);
    expect(await pairs(page).count(), 'the search is over both records').toBe(1);
    await page.context().close();
  });

  it('are told in the drawer of a project, which leads there', async () => {
    const { _uid: uid } = projects().find((one) => one.project_name === '智慧教育云平台一期')!;
    const page = await at.open(`/register?uid=${uid}`);
    const link = page.getByRole('link', { name: /查重.*待答 1 对，已答 0 对/ });
    await link.waitFor();
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await shoot(page, 'register-pairs');
    await link.click();
    await pairs(page).first().waitFor();
    expect(await pairs(page).allInnerTexts(), 'this project only').toEqual([expect.stringContaining('智慧教育云平台')]);
    await page.keyboard.press('p');
    await page.getByText('已记下：后续期次').waitFor();
    const again = await at.open(`/register?uid=${uid}`);
    await again.getByRole('link', { name: /查重.*待答 0 对，已答 1 对/ }).click();
    await pairs(again).first().waitFor();
    expect(await again.getByRole('tab', { name: '已答' }).getAttribute('aria-selected'), 'where there is something to see').toBe('true');
    await again.getByRole('button', { name: '收回答复' }).click();
    await again.getByText('已收回答复').waitFor();
    await again.context().close();
    await page.context().close();
  });

  it('become one record with a choice per field, and two again', async () => {
    const page = await at.open('/duplicates');
    await pairs(page).first().waitFor();
    await choose(page, '水利工程视频监控');
    const before = projects();
    await page.keyboard.press('s');
    const merge = page.getByRole('region', { name: '合并成一项' });
    await merge.waitFor();
    expect(projects().length, 'the key only opens the choice').toBe(before.length);
    await page.getByRole('combobox', { name: '备注' }).press('Enter');
    await page.getByRole('option', { name: '另写' }).click();
    await page.getByRole('textbox', { name: '备注的新值' }).fill('两次填报，合为一项');
    await settled(page);
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await shoot(page, 'duplicates-merge');
    await page.getByRole('button', { name: /^合并：\d+ 个字段有取舍/ }).click();
    await page.getByText('已合并成一项').waitFor();
    await settled(page);
    const merged = projects();
    expect(merged.length, 'two became one').toBe(before.length - 1);
    expect(merged.some((one) => one.remark === '两次填报，合为一项'), 'with what was written').toBe(true);
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await page.getByText('已撤销合并').waitFor();
    expect(projects(), 'both are what they were').toEqual(before);
    await settled(page);
    await page.getByRole('link', { name: '在台账中打开' }).first().click();
    await page.waitForURL(/register/);
    await page.context().close();
  });
});
