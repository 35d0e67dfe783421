/** 导入, updates: cells that a person changed here are asked first, per cell and in bulk; the mode is a named choice. */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const HEADERS = ['项目名称', '填报单位', '总投资（万元）', '承建单位', '备注'];
const FIRST = [['平台甲', '江西省财政厅', '100', '云帆软件有限公司', '原来的'], ['平台乙', '江西省财政厅', '50', '', '']];
const SECOND = [['平台甲', '江西省财政厅', '130', '云帆软件有限公司', ''], ['平台乙', '江西省财政厅', '60', '远山信息有限公司', '']];
const csv = (rows: string[][]) => '\ufeff' + [HEADERS, ...rows].map((row) => row.join(',')).join('\r\n');

let at: House;
const records = () => at.call('list', '--fields', 'project_name,invest_total,remark', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line) as { _uid: string; project_name: string; invest_total?: string; remark?: string });
const amounts = () => Object.fromEntries(records().map((one) => [one.project_name, one.invest_total]));

beforeAll(async () => {
  const file = join(tmpdir(), `更新-${process.pid}.csv`);
  writeFileSync(file, csv(FIRST));
  at = await house((call) => call('import', file));
  rmSync(file);
  for (const { _uid } of records()) at.call('edit', _uid, '总投资=80', '--reason', '合同核实');
});
afterAll(() => at.close());

async function compared(page: Page) {
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '选文件…' }).click();
  await (await coming).setFiles([{ name: '第二次.csv', mimeType: 'text/csv', buffer: Buffer.from(csv(SECOND)) }]);
  await page.locator('footer .el-button--primary:not([disabled])').waitFor();
  await settled(page);
  await page.locator('footer .el-button--primary').click();
  await page.getByText('台账改过、来值不同').waitFor();
  await settled(page);
}

describe('values changed by hand', () => {
  it('are asked first, kept by default, and taken where a person says so', async () => {
    const page = await at.open('/import', { width: 1280, height: 720 });
    await compared(page);
    expect(await page.locator('.conflicts').getByRole('radio', { name: '保留现值', checked: true }).count(), 'what is here stays').toBe(2);
    expect(await page.locator('.conflicts').innerText(), 'who changed it is told').toContain('手工改成');
    expect(await page.locator('footer').innerText(), 'the button says what will happen').toContain('保留 2 格');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await shoot(page, 'import-conflicts');
    await page.getByRole('radiogroup', { name: '平台乙：总投资' }).getByRole('radio', { name: '采用来值' }).click();
    await settled(page);
    expect(await page.locator('footer').innerText(), 'the figures follow').toContain('保留 1 格');
    await page.getByRole('button', { name: '全部采用来值' }).click();
    await settled(page);
    expect(await page.locator('footer').innerText()).toContain('保留 0 格');
    await page.getByRole('button', { name: '全部保留现值' }).click();
    await page.getByRole('radiogroup', { name: '平台乙：总投资' }).getByRole('radio', { name: '采用来值' }).click();
    await settled(page);
    await page.locator('footer .el-button--primary').click();
    await page.getByText('已入库').first().waitFor();
    expect(amounts(), 'one kept, one taken').toEqual({ 平台甲: '80', 平台乙: '60' });
    await page.context().close();
  });

  it('and the mode decides what blank cells do', async () => {
    const page = await at.open('/import', { theme: 'dark' });
    await compared(page);
    await page.getByText('全部替换，空格也清空').click();
    await page.getByText('台账改过、来值不同').waitFor();
    await settled(page);
    expect(await page.locator('tbody', { hasText: '备注' }).last().innerText(), 'the blank cell clears').toContain('原来的');
    await shoot(page, 'import-merge-mode-dark');
    await page.locator('footer .el-button--primary').click();
    await page.getByText('已入库').first().waitFor();
    expect(records().find((one) => one.project_name === '平台甲')?.remark, 'as chosen').toBeUndefined();
    expect(amounts().平台甲, 'what a person changed stays in every mode').toBe('80');
    await page.context().close();
  });
});
