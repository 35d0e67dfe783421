/** The frame around the pages: order of the rail, keys, themes, and what is said when the program is gone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

describe('the shell', () => {
  it('leads to every page by Alt and its number, in the order of the rail', async () => {
    const page = await at.open();
    const names = await page.locator('nav .nav a > span:not(.n)').allTextContents();
    const pages = (JSON.parse(readFileSync(fileURLToPath(new URL('../../ui/src/locales/zh-CN/shell.json', import.meta.url)), 'utf8')) as { page: Record<string, string> }).page;
    expect([...names].sort(), 'all pages of the office').toEqual(Object.values(pages).sort());
    for (const [place, name] of names.entries()) {
      await page.keyboard.press(`Alt+${(place + 1) % 10}`);
      await page.locator('main h1', { hasText: name }).waitFor();
      expect(await page.locator('nav.rail [aria-current=page]').innerText(), 'the rail says where one is').toContain(name);
    }
    await page.context().close();
  });
  it('tells in the rail when the register was backed up, and what is unfinished', async () => {
    const page = await at.open('/import');
    await page.locator('nav.rail').getByText(/\d{2}:\d{2} 已备份/).waitFor();
    const coming = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '选文件…' }).click();
    await (await coming).setFiles([{ name: '甲.csv', mimeType: 'text/csv', buffer: Buffer.from('项目名称,填报单位\n平台甲,江西省财政厅\n') }]);
    await page.locator('nav.rail [aria-current=page] .n').waitFor();
    await page.keyboard.press('Alt+1');
    expect(await page.locator('nav.rail a', { hasText: '导入' }).innerText(), 'an import that was left is not forgotten').toContain('1');
    await page.context().close();
  });
  it('shows the counts of the rail in a narrow window too, by name', async () => {
    const page = await at.open('/', { width: 1024, height: 720 });
    const records = at.call('list', '--format', 'jsonl').trim().split('\n').length;
    const link = page.getByRole('link', { name: `台账 ${records} 项` });
    expect((await link.innerText()).split('\n'), 'the badge beside the word').toContain(String(records));
    const [inside, around] = [await link.locator('.n').boundingBox(), await link.boundingBox()];
    expect((inside?.x ?? 0) + (inside?.width ?? 99), 'it does not hang over').toBeLessThanOrEqual((around?.x ?? 0) + (around?.width ?? 0));
    await shoot(page, 'rail-narrow');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
  });
  it('shows the keys of the page on F1 and puts them away with Escape', async () => {
    const page = await at.open();
    await page.keyboard.press('F1');
    await page.getByRole('dialog').getByText('Alt+1', { exact: true }).waitFor();
    await shoot(page, 'keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.context().close();
  });
  it('can be walked with Tab, and shows where the focus is', async () => {
    const page = await at.open('/settings');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    expect(outline, 'whoever uses keys must see the focus').toBe('solid');
    await page.context().close();
  });
  it('follows the system until a person chooses, and remembers the choice', async () => {
    const page = await at.open('/', { theme: 'dark' });
    const dark = () => page.evaluate(() => document.documentElement.classList.contains('dark'));
    expect(await dark(), 'the system is dark').toBe(true);
    await page.locator('nav .theme').click();
    expect(await dark(), 'the first choice is light').toBe(false);
    await page.reload();
    await settled(page);
    expect(await dark(), 'a choice outlives the page').toBe(false);
    await page.context().close();
  });
});

describe('a program that is gone', () => {
  it('is told in words, with what to do', async () => {
    const page = await at.open('/settings', { rough: true });
    await page.context().setOffline(true);
    await page.keyboard.press('Alt+1');
    await page.getByRole('alert').getByText('程序已经关闭').waitFor();
    await shoot(page, 'gone');
    await page.context().close();
  });
});
