/** 退回修改 from the list of imports: which unit, until when, the workbook, and what is kept of it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const sample = join(fileURLToPath(new URL('../../seeds/samples', import.meta.url)), '01_标准表头.xlsx');
const UNIT = '江西省水利厅数字河湖中心';

interface Returns {
  returns: { unit: string; cycle: number; rows: number; deadline: string | null; replies: unknown[] }[];
}

describe('退回修改', () => {
  let at: House;
  beforeAll(async () => {
    at = await house('empty');
    at.call('import', sample);
  });
  afterAll(() => at.close());
  const kept = () => (JSON.parse(at.call('--json', 'return', '--list')) as Returns).returns;

  it('writes the workbook of a unit and knows it when it comes back', async () => {
    const page = await at.open('/import');
    await page.getByRole('button', { name: /导入记录|看全部/ }).first().click();
    await page.getByRole('button', { name: '退回修改…' }).click();
    const dialog = page.getByRole('dialog', { name: '退回修改：第 1 批' });
    await dialog.getByText(new RegExp(UNIT)).first().waitFor();
    await dialog.getByLabel('请于此日前报回').fill('2026-12-31');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await barriers(page), 'axe must find nothing serious in the dialog').toEqual([]);
    await shoot(page, 'import-return');
    const coming = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '写退回件…' }).click();
    const download = await coming;
    await dialog.getByRole('status').getByText(`已写好，这是第 1 次退回“${UNIT}”`).waitFor();
    expect(download.suggestedFilename(), 'the unit stands in its name').toBe(`${UNIT}退回修改.xlsx`);
    expect(kept(), 'what went back is kept').toMatchObject([{ unit: UNIT, cycle: 1, rows: 12, deadline: '2026-12-31', replies: [] }]);
    const told = at.call('import', await download.path());
    expect(told, 'an untouched reply is known and changes nothing').toContain('台账没有变化');
    expect(kept()[0]?.replies, 'and is kept as a reply').toHaveLength(1);
    await page.context().close();
  });
  it('is written from 报送进度, by unit and file', async () => {
    const before = kept().length;
    const page = await at.open('/progress');
    await page.getByRole('button', { name: '江西省水利厅', exact: true }).click();
    await page.getByRole('button', { name: '退回修改…' }).click();
    const dialog = page.getByRole('dialog', { name: `退回修改：${UNIT}` });
    await dialog.getByText(/第 1 批 01_标准表头\.xlsx（有问题的 \d+ \/ 12 个项目）/).first().waitFor();
    await settled(page);
    expect(await barriers(page), 'axe must find nothing serious in the dialog').toEqual([]);
    await shoot(page, 'progress-return');
    const coming = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '写退回件…' }).click();
    expect((await coming).suggestedFilename(), 'the unit stands in its name').toBe(`${UNIT}退回修改.xlsx`);
    await dialog.getByRole('status').getByText('已写好').waitFor();
    expect(kept(), 'what went back is kept').toHaveLength(before + 1);
    await page.context().close();
  });
});
