/** 台账: found, filtered, edited in place, pasted, taken back, changed in bulk, saved as a view, exported; and 100 000 rows. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { barriers } from './access';
import { house, shoot } from './house';
import type { House } from './house';

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

const row = (page: Page, number: number) => page.locator(`[role=row][aria-rowindex="${number + 1}"]`);
/** The text of a cell by the number of its row and the header of its column. */
async function cell(page: Page, number: number, header: string): Promise<string> {
  const column = await page.getByRole('columnheader').filter({ hasText: header }).first().getAttribute('aria-colindex');
  return (await row(page, number).locator(`[aria-colindex="${column}"]`).innerText()).trim();
}
async function go(page: Page, number: number, header: string): Promise<void> {
  const column = await page.getByRole('columnheader').filter({ hasText: header }).first().getAttribute('aria-colindex');
  await row(page, number).locator(`[aria-colindex="${column}"]`).click();
}
const found = async (page: Page) => Number((await page.locator('footer.status b').first().innerText()).replace(/\D/g, ''));
const value = (where: string, field: string) => {
  const told = at.call('list', '--where', where, '--fields', field, '--format', 'jsonl').trim();
  return told.split('\n').map((line) => (JSON.parse(line) as Record<string, unknown>)[field]);
};
const sound = () => expect(JSON.parse(at.call('--json', 'verify')), 'the journal tells every change').toMatchObject({ problems: [] });

describe('台账', () => {
  it('shows the register, in both themes and on a small screen', async () => {
    for (const [name, look] of [['register', {}], ['register-dark', { theme: 'dark' as const }], ['register-small', { width: 1280, height: 720, scale: 1.25 }]] as const) {
      const page = await at.open('/register', look);
      await row(page, 1).waitFor();
      expect(await found(page), 'every project').toBe(Number(at.call('list', '--format', 'jsonl').trim().split('\n').length));
      expect(await page.getByRole('grid').getAttribute('aria-rowcount'), 'who listens hears how many').toBe(String((await found(page)) + 1));
      await shoot(page, name);
      expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
      await page.context().close();
    }
  });
  it('searches and filters, and marks what was found', async () => {
    const page = await at.open('/register');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('河');
    await expect.poll(() => page.locator('mark').count(), { message: 'one letter is enough' }).toBeGreaterThan(0);
    const all = at.call('list', '--format', 'jsonl').trim().split('\n').length;
    await expect.poll(() => found(page), { message: 'fewer than all' }).toBeLessThan(all);
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader').filter({ hasText: '项目状态' }).hover();
    await page.getByRole('button', { name: '按项目状态筛选' }).click();
    const menu = page.getByRole('dialog', { name: '按项目状态筛选' });
    await menu.getByText('已建在用').click();
    await shoot(page, 'register-filter');
    await menu.getByRole('button', { name: /^筛选/ }).click();
    await page.getByRole('button', { name: /项目状态\s*属于\s*已建在用/ }).waitFor();
    const built = value('项目状态 = 已建在用', 'project_name').length;
    await expect.poll(() => found(page), { message: 'the grid shows what the list shows' }).toBe(built);
    await page.getByRole('button', { name: '去掉这个条件' }).click();
    await page.context().close();
  });
  it('changes the condition in a form that counts, and goes on where it was left', async () => {
    const page = await at.open('/register');
    await row(page, 1).waitFor();
    await page.getByRole('button', { name: '条件', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '按条件筛选' });
    await dialog.getByRole('combobox', { name: '第 1 条 字段' }).click();
    await page.getByRole('option', { name: '总投资', exact: true }).click();
    await dialog.getByRole('textbox', { name: '第 1 条 取值' }).fill('100');
    const many = value('总投资 >= 100', 'project_name').length;
    await shoot(page, 'register-condition');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await dialog.getByRole('button', { name: `看这 ${many} 项` }).click();
    await expect.poll(() => found(page)).toBe(many);
    await page.getByRole('columnheader').filter({ hasText: '总投资' }).getByRole('button', { name: '总投资', exact: true }).click();
    await go(page, 4, '项目状态');
    await page.getByRole('link', { name: '日志' }).click();
    await page.getByRole('heading', { name: '日志' }).waitFor();
    await page.getByRole('link', { name: /^台账/ }).click();
    await page.getByRole('button', { name: /总投资\s*不小于\s*100/ }).waitFor();
    await expect.poll(() => found(page), { message: 'the filter is still there' }).toBe(many);
    await expect.poll(() => page.locator('#register-cell').getAttribute('aria-label'), { message: 'and the cell' }).toContain('项目状态，第 4 行');
    await page.getByRole('button', { name: '去掉这个条件' }).click();
    await expect.poll(() => found(page)).toBeGreaterThan(many);
    await page.context().close();
  });
  it('counts what has remarks, and shows it in groups', async () => {
    const page = await at.open('/register');
    const mark = page.locator('footer .mark', { hasText: '须改正' });
    await mark.waitFor();
    const faulty = Number((await mark.innerText()).replace(/\D/g, ''));
    expect(faulty, 'the number is that of the rows').toBe(value('must_fix > 0', 'project_name').length);
    await mark.click();
    await expect.poll(() => found(page), { message: 'and leads to them' }).toBe(faulty);
    await page.getByRole('button', { name: '去掉这个条件' }).click();
    await page.getByRole('button', { name: '分组', exact: true }).click();
    await page.getByRole('menuitem', { name: '项目状态' }).click();
    const line = page.locator('.group', { hasText: '已建在用' }).first();
    await line.waitFor();
    const built = value('项目状态 = 已建在用', 'project_name').length;
    expect(await line.innerText(), 'a group tells its number').toContain(`${built} 项`);
    await page.getByText('按项目状态分组').waitFor();
    await go(page, 1, '项目名称');
    await page.keyboard.press('ArrowDown');
    const [caught, drawn] = [await page.locator('#register-cell').boundingBox(), await row(page, 2).boundingBox()];
    expect(Math.abs((caught?.y ?? 0) - (drawn?.y ?? 99)), 'what is typed appears over its cell').toBeLessThan(2);
    await shoot(page, 'register-groups');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
  });
  it('is edited in place, with the choices of the catalogue, and taken back', async () => {
    const page = await at.open('/register');
    const name = await cell(page, 5, '项目名称');
    const where = `项目名称 = "${name}"`;
    const before = value(where, 'status')[0];
    expect(value(where, 'status').length, 'one project of this name').toBe(1);
    await go(page, 5, '项目状态');
    await page.keyboard.press('F2');
    await page.getByRole('listbox', { name: '可选的值' }).waitFor();
    await shoot(page, 'register-edit');
    await page.keyboard.type('停用');
    await page.keyboard.press('Enter');
    await page.getByText('已改 1 格，可撤销').waitFor();
    await expect.poll(() => cell(page, 5, '项目状态')).toBe('已停用');
    expect(value(where, 'status'), 'the register has it').toEqual(['已停用']);
    await page.keyboard.press('Control+z');
    await page.getByText('已撤销 1 格').waitFor();
    expect(value(where, 'status')).toEqual([before]);
    await page.keyboard.press('Control+y');
    await page.getByText('已重做 1 格').waitFor();
    expect(value(where, 'status')).toEqual(['已停用']);
    await page.keyboard.press('Control+z');
    await page.getByText('已撤销 1 格').waitFor();
    sound();
    await page.context().close();
  });
  it('takes Chinese from an input method from its first letter on', async () => {
    const page = await at.open('/register');
    await go(page, 2, '项目名称');
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'shui', selectionStart: 4, selectionEnd: 4 });
    await session.send('Input.imeSetComposition', { text: '水', selectionStart: 1, selectionEnd: 1 });
    await session.send('Input.insertText', { text: '水务样例系统' });
    await page.keyboard.press('Enter');
    await page.getByText('已改 1 格，可撤销').waitFor();
    await expect.poll(() => cell(page, 2, '项目名称'), { message: 'what was composed, and nothing of the letters' }).toBe('水务样例系统');
    await page.keyboard.press('Control+z');
    await page.getByText('已撤销 1 格').waitFor();
    await page.context().close();
  });
  it('copies to Excel and pastes from it after a look', async () => {
    const page = await at.open('/register');
    await go(page, 1, '总投资');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('求和').waitFor();
    await shoot(page, 'register-range');
    await page.keyboard.press('Control+c');
    await page.getByText('已复制 4 格').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.split(/\r?\n/).map((line) => line.split('\t').length), 'two rows of two').toEqual([2, 2]);
    const old = [await cell(page, 1, '总投资'), await cell(page, 2, '总投资')];
    await page.evaluate(() => navigator.clipboard.writeText('111.5\t7\n222\t8'));
    await page.keyboard.press('Control+v');
    const dialog = page.getByRole('dialog', { name: /粘贴会改 4 格/ });
    await dialog.waitFor();
    expect(await dialog.innerText(), 'old and new stand side by side').toContain('111.50');
    await shoot(page, 'register-paste');
    await dialog.getByRole('button', { name: '粘贴 4 格' }).click();
    await page.getByText('已粘贴 4 格，可撤销').waitFor();
    await expect.poll(() => cell(page, 2, '总投资')).toBe('222.00');
    await page.locator('#register-cell').focus();
    await page.keyboard.press('Control+z');
    await page.getByText('已撤销 4 格').waitFor();
    await expect.poll(async () => [await cell(page, 1, '总投资'), await cell(page, 2, '总投资')], { message: 'one paste, one undo' }).toEqual(old);
    sound();
    await page.context().close();
  });
  it('refuses what an import refuses', async () => {
    const page = await at.open('/register');
    await go(page, 1, '项目名称');
    await page.keyboard.type('绝密★项目');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('涉密').first().waitFor();
    await page.getByRole('button', { name: '知道了' }).click();
    await page.context().close();
  });
  it('changes many after a count, and saves and exports a view', async () => {
    const page = await at.open(`/register?where=${encodeURIComponent('项目状态 = 在建')}`);
    const many = await found(page);
    expect(many, 'a link leads to its rows').toBe(value('项目状态 = 在建', 'project_name').length);
    await page.getByRole('button', { name: '批量修改' }).first().click();
    const dialog = page.getByRole('dialog', { name: `批量修改 ${many} 项` });
    await dialog.getByRole('combobox', { name: '字段' }).click();
    await page.getByRole('option', { name: '备注', exact: true }).click();
    await dialog.getByRole('textbox', { name: '值' }).fill('年底前建成');
    await dialog.getByRole('textbox', { name: '值' }).blur();
    const go2 = dialog.getByRole('button', { name: `修改 ${many} 项` });
    await go2.waitFor();
    await shoot(page, 'register-batch');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await go2.click();
    await page.getByText(`已改 ${many} 格，可撤销`).waitFor();
    expect(new Set(value('项目状态 = 在建', 'remark')), 'all of them').toEqual(new Set(['年底前建成']));
    await page.getByRole('button', { name: '把当前条件存为视图' }).click();
    await page.getByRole('textbox', { name: '视图名称' }).fill('在建项目');
    await page.getByRole('button', { name: '保存视图' }).last().click();
    await page.getByRole('tab', { name: new RegExp(`在建项目\\s*${many}`) }).waitFor();
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出本视图' }).click();
    const download = await waiting;
    const path = join(at.folder, 'view.xlsx');
    await download.saveAs(path);
    expect(readFileSync(path).subarray(0, 2).toString(), 'a workbook').toBe('PK');
    sound();
    await page.context().close();
  });
  it('shows one project beside the grid, and the arrows walk on', async () => {
    const page = await at.open('/register');
    await go(page, 1, '总投资');
    await page.keyboard.press('Alt+Enter');
    const drawer = page.locator('aside.drawer');
    await drawer.locator('dd').first().waitFor();
    const first = await drawer.locator('h2').innerText();
    expect(await drawer.innerText(), 'a value leads to its cell').toMatch(/![A-Z]+\d+/);
    await shoot(page, 'register-drawer');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => drawer.locator('h2').innerText(), { message: 'the grid keeps its keys' }).not.toBe(first);
    await drawer.getByRole('tab', { name: /历史/ }).click();
    await shoot(page, 'register-history');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.context().close();
  });
});
