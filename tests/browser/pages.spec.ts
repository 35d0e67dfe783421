/** All pages in both themes and on small screens: nobody is kept out, nothing hangs over, pictures for eyes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House, Look } from './house';

const PAGES = ['desk', 'import', 'register', 'review', 'duplicates', 'progress', 'export', 'field', 'journal', 'settings'];
const way = (page: string) => (page === 'desk' ? '/' : `/${page}`);
/** The smallest window, at the scales of office screens. */
const SMALL: Array<[string, Look]> = [
  ['1280x720-scale125', { width: 1280, height: 720, scale: 1.25 }],
  ['1280x720-scale150', { width: 1280, height: 720, scale: 1.5 }],
];

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

describe.each(PAGES)('%s', (name) => {
  it.each(['light', 'dark'] as const)('keeps nobody out, %s', async (theme) => {
    const page = await at.open(way(name), { theme });
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await shoot(page, theme === 'dark' ? `${name}-dark` : name);
    await page.context().close();
  });
  it.each(SMALL)('fits into the smallest window, %s', async (title, look) => {
    const page = await at.open(way(name), look);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, 'a page that hangs over the window hides its buttons').toBeLessThanOrEqual(0);
    await shoot(page, `${name}-${title}`);
    await page.context().close();
  });
});

describe('what a page has beneath', () => {
  it.each(['light', 'dark'] as const)('keeps nobody out of any tab of 报送进度, %s', async (theme) => {
    const page = await at.open('/progress', { theme });
    const tabs = await page.locator('main [role=tab], main .tabs button').all();
    expect(tabs.length, 'groups, the sums, the years').toBeGreaterThan(3);
    for (const tab of tabs) {
      await tab.click();
      await settled(page);
      expect(await barriers(page), await tab.innerText()).toEqual([]);
    }
    await page.context().close();
  });
  it.each(['light', 'dark'] as const)('keeps nobody out of any part of a project, %s', async (theme) => {
    const { _uid: uid } = JSON.parse(at.call('list', '--format', 'jsonl').split('\n')[0] ?? '') as { _uid: string };
    const page = await at.open(`/register?uid=${uid}`, { theme });
    const tabs = await page.locator('aside.drawer [role=tab]').all();
    expect(tabs.length, 'fields, history, remarks, places').toBe(4);
    for (const tab of tabs) {
      await tab.click();
      await settled(page);
      expect(await barriers(page), await tab.innerText()).toEqual([]);
    }
    await page.context().close();
  });
});
