/** 研判: suggestions judged by keys, in bulk and back; what is missing; a rule changed, tried, saved and restored. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const HEADERS = ['项目名称', '填报单位', '项目状态', '总投资（万元）', '部署位置', '涉密分类', '系统架构', '是否虚拟化', '操作系统'];
const PLACES = ['部门自建机房', '信息中心机房', '运营商IDC', '省级政务云', ''];
/** Sixty projects: 36 in own or rented rooms, 12 in the cloud, 12 of which nobody said where. */
const ROWS = Array.from({ length: 60 }, (_, at) => [
  `样例业务系统${String(at + 1).padStart(2, '0')}`, at % 2 ? '江西省水利厅' : '江西省教育厅', at % 7 === 6 ? '试运行' : '已建在用', `${100 + at * 10}.5`,
  PLACES[at % 5] ?? '', '非涉密', at % 3 ? 'B/S' : 'C/S', '是', at % 3 ? 'Linux' : 'CentOS 6',
]);

let at: House;
beforeAll(async () => {
  const file = join(tmpdir(), `登记表-${process.pid}.csv`);
  writeFileSync(file, '\ufeff' + [HEADERS, ...ROWS].map((row) => row.join(',')).join('\r\n'));
  at = await house((call) => {
    call('import', file);
    call('tag');
  });
  rmSync(file);
});
afterAll(() => at.close());

const tab = async (page: Page, name: string) => Number((await page.getByRole('tab', { name }).locator('.n').innerText()).replace(/\D/g, ''));
const lines = (page: Page) => page.locator('.line:not(.wrong)[role=row]');
const current = (page: Page) => page.locator('.line.cur .cell').first().locator('span').first().innerText();
const decisions = (name: string) => {
  const told = at.call('list', '--where', `项目名称 = "${name}"`, '--fields', 'project_name', '--format', 'jsonl');
  const { _uid } = JSON.parse(told.trim().split('\n')[0] ?? '{}') as { _uid: string };
  return (JSON.parse(at.call('--json', 'history', _uid)) as { tags: { decisions: Array<{ tag: string; verdict: string; reason: string }> } }).tags.decisions;
};

describe('suggestions', () => {
  it('are judged by keys, and the last word is taken back', async () => {
    const page = await at.open('/review?tag=上云迁移');
    const waiting = await tab(page, '待判');
    expect(waiting, 'three of five places are no cloud').toBe(36);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const name = await current(page);
    await page.keyboard.press('a');
    await page.getByText('已采纳 1 条').waitFor();
    await settled(page);
    expect([await tab(page, '待判'), await tab(page, '已采纳')], 'the account balances').toEqual([waiting - 1, 1]);
    expect(decisions(name).map((one) => [one.tag, one.verdict]), 'the register has it').toEqual([['上云迁移', 'accept']]);
    expect(await current(page), 'the next one waits under the same key').not.toBe(name);
    await page.locator('.bar input').first().focus();
    await page.keyboard.press('Control+z');
    expect(await tab(page, '已采纳'), 'in a text, Ctrl+Z belongs to whoever types').toBe(1);
    await page.locator('.rows').focus();
    await page.keyboard.press('Control+z');
    await page.getByText('已撤销').waitFor();
    await settled(page);
    expect([await tab(page, '待判'), decisions(name)], 'as if nothing had been said').toEqual([waiting, []]);
    await page.context().close();
  });
  it('are not rejected without a reason', async () => {
    const page = await at.open('/review?tag=上云迁移');
    const name = await current(page);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: '不采纳 1 条' });
    await button.waitFor();
    expect(await button.isDisabled(), 'a person who says no says why').toBe(true);
    await dialog.getByRole('textbox').fill('随省级系统安排');
    await shoot(page, 'review-reject');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await button.click();
    await page.getByText('已定为不采纳 1 条').waitFor();
    expect(decisions(name)[0], 'the reason is kept').toMatchObject({ verdict: 'reject', reason: '随省级系统安排' });
    await page.context().close();
  });
  it('fall with the tag they rest on, at once, and any decision is taken back where it is shown', async () => {
    const page = await at.open('/review?tag=迁移分类');
    const classed = async () => {
      await page.getByRole('button', { name: /^迁移分类/ }).first().click();
      await settled(page);
      return (await tab(page, '待判')) + (await tab(page, '待核实'));
    };
    await settled(page);
    const before = await classed();
    const [first, second] = await lines(page).locator('.cell').evaluateAll((cells) => cells.map((cell) => cell.querySelector('span')?.textContent ?? '').filter((name) => name.startsWith('样例')));
    await page.getByRole('button', { name: /^上云迁移/ }).first().click();
    for (const name of [first, second]) {
      await page.locator('.bar input').first().fill(name ?? '');
      await settled(page);
      await page.locator('.rows').focus();
      await page.keyboard.press('r');
      await page.getByRole('dialog').getByRole('textbox').fill('机房随楼停用');
      await page.getByRole('dialog').getByRole('button', { name: '不采纳 1 条' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await settled(page);
    }
    await page.locator('.bar input').first().fill('');
    expect(await classed(), 'a rejected tag has no class, without another run').toBe(before - 2);
    expect(await page.getByText('之后有改动').count(), 'nothing waits for a run').toBe(0);
    await page.getByRole('button', { name: /^上云迁移/ }).first().click();
    await page.getByRole('tab', { name: '不采纳' }).click();
    await page.locator('.bar input').first().fill(first ?? '');
    await settled(page);
    await page.getByRole('button', { name: '撤回对“上云迁移”的决定' }).click();
    await page.getByText('已撤销，1 条恢复原样').waitFor();
    await settled(page);
    expect([decisions(first ?? '').length, decisions(second ?? '').length], 'the earlier one went, the later one stands').toEqual([0, 1]);
    await page.getByRole('tab', { name: '待判' }).click();
    await page.locator('.bar input').first().fill('');
    expect(await classed(), 'its class is back').toBe(before - 1);
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
  });
  it('are chosen with the mouse and decided by keys', async () => {
    const page = await at.open('/review?tag=上云迁移');
    await page.locator('.line[role=row] .el-checkbox').nth(1).click();
    await page.keyboard.press('j');
    expect(await page.locator('.bulk b').innerText(), 'a box that was ticked leaves the keys to the list').toBe('已选 1 条');
    expect(await page.locator('.line.cur').getAttribute('aria-rowindex')).toBe('2');
    await page.keyboard.press('Escape');
    await page.locator('.bulk').waitFor({ state: 'detached' });
    await page.context().close();
  });
  it('are decided in bulk after a preview that names who said otherwise before', async () => {
    const page = await at.open('/review?tag=上云迁移');
    await page.getByRole('combobox', { name: '填报单位' }).click();
    await page.getByRole('option', { name: /江西省水利厅/ }).click();
    await page.locator('.rows').focus();
    await page.keyboard.press('Control+a');
    await settled(page);
    const chosen = Number((await page.locator('.bulk b').innerText()).replace(/\D/g, ''));
    expect(chosen, 'all of the unit, seen or not').toBe(await tab(page, '待判'));
    await page.keyboard.press('a');
    const button = page.getByRole('dialog').getByRole('button', { name: `采纳 ${chosen} 条` });
    await button.waitFor();
    expect(await page.getByRole('dialog').innerText(), 'how much is decided stands there before').toContain('合计');
    await shoot(page, 'review-bulk');
    await button.click();
    await page.getByText(`已采纳 ${chosen} 条`).waitFor();
    await settled(page);
    expect([await tab(page, '待判'), await tab(page, '已采纳')]).toEqual([0, chosen]);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText(`已撤销，${chosen} 条恢复原样`).waitFor();
    await settled(page);
    expect(await tab(page, '待判'), 'one set, one undo').toBe(chosen);
    await page.context().close();
  });
  it('say what is missing, and lead there', async () => {
    const page = await at.open('/review?tag=上云迁移&state=unknown');
    const missing = page.getByRole('button', { name: /缺 部署位置/ });
    const count = Number((await missing.locator('b').innerText()).replace(/\D/g, ''));
    expect(count, 'twelve rows have no place').toBe(12);
    await missing.click();
    await settled(page);
    expect(await lines(page).first().innerText(), 'the row names what it lacks').toContain('缺 部署位置');
    expect(await page.locator('.rows').getAttribute('aria-rowcount'), 'the count leads to its rows').toBe(String(count));
    await shoot(page, 'review-unknown');
    const to = await page.getByRole('link', { name: /到台账补“部署位置”/ }).getAttribute('href');
    expect(decodeURIComponent(to ?? '').replaceAll('+', ' '), 'and on to 台账, where it is filled in').toContain('deploy_location empty');
    await page.context().close();
  });
});

describe('a rule', () => {
  it('shows what a change would do, is saved with a reason, and restored', async () => {
    const page = await at.open('/review?tag=上云迁移&rule=C1');
    await settled(page);
    const met = page.locator('.live .big');
    await met.waitFor();
    const before = Number(await met.innerText());
    expect(before, 'two of five places are own rooms').toBe(24);
    await page.getByRole('button', { name: '条件', exact: true }).click();
    await page.getByRole('combobox', { name: '第 4 条 字段' }).click();
    await page.getByRole('option', { name: '总投资', exact: true }).click();
    await page.getByRole('textbox', { name: '第 4 条 取值' }).fill('400');
    await expect.poll(async () => Number(await met.innerText()), { message: 'the count follows the form' }).toBeLessThan(before);
    const after = Number(await met.innerText());
    await shoot(page, 'review-rule');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.getByRole('button', { name: /^看这/ }).click();
    await page.getByRole('dialog').getByRole('link').first().waitFor();
    await shoot(page, 'review-affected');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '保存规则' }).click();
    await page.getByLabel('为什么改，写进日志').fill('小项目先不动');
    await page.getByRole('button', { name: /^保存并研判/ }).click();
    await page.getByText('规则 C1 已保存').waitFor();
    await expect.poll(async () => tab(page, '待判'), { message: 'the run did what was told' }).toBeLessThanOrEqual(after);
    expect(await page.locator('.right').innerText(), 'whose rule it is now').toContain('小项目先不动');
    await page.getByRole('button', { name: '恢复默认' }).click();
    await page.getByLabel('为什么改，写进日志').fill('照省里的');
    await page.getByRole('button', { name: /^恢复并研判/ }).click();
    await page.getByText('规则 C1 已恢复默认').waitFor();
    await expect.poll(async () => Number(await met.innerText()), { message: 'the default again' }).toBe(before);
    await page.context().close();
  });
  it('is edited as text, and a mistake is a sentence', async () => {
    const page = await at.open('/review?tag=上云迁移&rule=C1', { rough: true });
    await page.getByRole('button', { name: '改为文字' }).click();
    await page.getByLabel('条件文字').fill('总投资 >= 许多');
    await page.getByRole('alert').getByText('不能作“总投资”的取值').waitFor();
    expect(await page.getByRole('button', { name: '保存规则' }).isDisabled(), 'what is no condition cannot be saved').toBe(true);
    await shoot(page, 'review-wrong');
    await page.context().close();
  });
});

it.each(['light', 'dark'] as const)('keeps nobody out while the rule is open, %s', async (theme) => {
  const page = await at.open('/review?tag=上云迁移&rule=C1', { theme });
  await page.locator('.live .big').waitFor();
  expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
  await shoot(page, theme === 'dark' ? 'review-rules-dark' : 'review-rules');
  await page.context().close();
});
