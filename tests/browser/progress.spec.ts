/** 报送进度: the account of units, the way to their rows, what a person says of them. */
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
    const records = number(await first.locator('td').nth(3).innerText());
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
});
