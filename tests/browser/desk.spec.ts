/** 工作台: from an empty register to figures that lead to their rows, and back by undo. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

describe('an empty register', () => {
  let at: House;
  beforeAll(async () => {
    at = await house('empty');
  });
  afterAll(() => at.close());

  it.each(['light', 'dark'] as const)('says what to do first, %s', async (theme) => {
    const page = await at.open('/', { theme });
    await page.getByRole('heading', { name: '登记册还是空的' }).waitFor();
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await shoot(page, theme === 'dark' ? 'empty-dark' : 'empty');
    await page.context().close();
  });
  it('writes the blank form where it is wanted', async () => {
    const page = await at.open();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: '生成空白表…' }).click();
    expect((await coming).suggestedFilename(), 'a browser gets it as a download').toBe('信息化项目登记表.xlsx');
    await page.context().close();
  });
  it('opens the samples, every one of which can be taken back', async () => {
    const page = await at.open();
    await page.getByRole('button', { name: '打开样例' }).click();
    await page.getByText('要办的事').waitFor();
    await settled(page);
    const told = JSON.parse(at.call('--json', 'batches')) as { batches: unknown[] };
    expect(await page.locator('.imports').innerText(), 'every file is a batch').toContain(`全部 ${told.batches.length} 批`);
    const records = async () => Number((await page.locator('.figure .v').first().innerText()).replace(/\D/g, ''));
    const before = await records();
    await page.locator('.imports').getByRole('button', { name: /撤销/ }).first().click();
    await shoot(page, 'desk-undo');
    await page.getByRole('dialog').getByRole('button', { name: /撤销第/ }).click();
    await page.getByText('已撤销第').waitFor();
    await settled(page);
    const listed = at.call('list', '--format', 'jsonl').trim().split('\n').length;
    expect(await records(), 'the page shows what the register holds then').toBe(listed);
    expect(listed, 'its projects are gone').toBeLessThan(before);
    await page.context().close();
  });
});

describe('a register with samples', () => {
  let at: House;
  beforeAll(async () => {
    at = await house('samples');
  });
  afterAll(() => at.close());

  it('shows the figures of the command line, each a way to its rows', async () => {
    const page = await at.open();
    const listed = at.call('list', '--format', 'jsonl').trim().split('\n').length;
    expect(await page.locator('.figure').first().innerText(), 'one register, one count').toContain(`${listed}`);
    const rate = page.locator('.figure', { hasText: '上云率' });
    const part = Number((await rate.locator('.s').innerText()).split('/')[0]);
    await rate.click();
    await page.locator('main h1', { hasText: '台账' }).waitFor();
    const where = new URLSearchParams(page.url().split('?')[1]).get('where') ?? '';
    const rows = at.call('list', '--where', where, '--format', 'jsonl').trim().split('\n').length;
    expect(rows, `the rows of ${where} are those that were counted`).toBe(part);
    await page.context().close();
  });
  it('leads from a bar to its rows, by mouse and by keys', async () => {
    const page = await at.open();
    const first = page.locator('.mid .chart a').first();
    const where = await first.getAttribute('href');
    await first.focus();
    await page.keyboard.press('Enter');
    await page.locator('main h1', { hasText: '台账' }).waitFor();
    expect(page.url(), 'the link of the bar was followed').toContain(where);
    await page.goBack();
    await settled(page);
    await page.locator('.mid .chart svg path').first().click();
    await page.locator('main h1', { hasText: '台账' }).waitFor();
    expect(page.url(), 'a click on the bar leads to the same rows').toContain(where);
    await page.context().close();
  });
});
