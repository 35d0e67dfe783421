/** 日志: every set with its changes, found by filters, taken back whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

let at: House;
beforeAll(async () => {
  at = await house('samples');
});
afterAll(() => at.close());

describe('日志', () => {
  it('tells what an import brought, and leads to the record', async () => {
    const page = await at.open('/journal');
    await page.locator('.sets tbody tr', { hasText: '01_标准表头' }).click();
    await page.locator('.set li').first().waitFor();
    const told = JSON.parse(at.call('--json', 'batches')) as { batches: Array<{ file: string; fates: Record<string, { rows: number }> }> };
    const created = told.batches.find((batch) => batch.file.startsWith('01'))?.fates.new?.rows ?? 0;
    expect(await page.locator('.set li').count(), 'every project that it created').toBe(created);
    await page.locator('.set li a').first().click();
    await page.locator('main h1', { hasText: '台账' }).waitFor();
    expect(page.url(), 'one record is asked for').toContain('uid=');
    await page.context().close();
  });
  it('filters by kind, person and day, and says so where nothing is left', async () => {
    const page = await at.open('/journal?kind=import');
    const rows = page.locator('.sets tbody tr');
    expect(await rows.count(), 'one set per file').toBe((JSON.parse(at.call('--json', 'batches')) as { batches: unknown[] }).batches.length);
    await page.getByLabel('从哪天').fill('2099-01-01');
    await page.getByLabel('从哪天').press('Enter');
    await page.getByText('没有符合的记录').waitFor();
    await page.getByRole('button', { name: '看全部' }).click();
    await rows.first().waitFor();
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
  });
  it('takes a change by hand back, of many projects at once', async () => {
    const page = await at.open('/journal');
    const remarks = () => at.call('list', '--where', '备注 = 年底前建成', '--format', 'jsonl').trim().split('\n').filter((line) => line !== '').length;
    await page.evaluate(async () => {
      const edit = { selection: { condition: 'status = 在建' }, field: 'remark', text: '年底前建成', why: '统一口径' };
      await fetch('/api/rpc/edit_selection', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(edit) });
    });
    expect(remarks(), 'some projects were changed').toBeGreaterThan(1);
    await page.reload();
    const row = page.locator('.sets tbody tr', { hasText: '统一口径' });
    await row.getByRole('button', { name: /撤销第/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: /撤销 \d+ 处修改/ }).click();
    await page.getByText(/已撤销第 \d+ 条修改/).waitFor();
    expect(remarks(), 'all of them are as before').toBe(0);
    await row.getByText('已撤销').waitFor();
    await page.context().close();
  });
  it('takes any decision back, not only the last', async () => {
    const rows = at.call('list', '--where', 'tag 上云迁移', '--fields', 'project_name', '--format', 'jsonl').trim().split('\n');
    const [one, other] = rows.map((row) => (JSON.parse(row) as { _uid: string })._uid);
    const words = (uid: string | undefined) => (JSON.parse(at.call('--json', 'history', uid ?? '')) as { tags: { decisions: unknown[] } }).tags.decisions.length;
    at.call('decide', one ?? '', '上云迁移', 'reject', '--reason', '机房随楼停用');
    at.call('decide', other ?? '', '上云迁移', 'reject', '--reason', '随省级统建');
    const page = await at.open('/journal?kind=decision');
    const row = page.locator('.sets tbody tr', { hasText: '机房随楼停用' });
    await row.getByRole('button', { name: /撤销第/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销这条研判' }).click();
    await page.getByText(/已撤销第 \d+ 条研判/).waitFor();
    await settled(page);
    expect([words(one), words(other)], 'the earlier one went, the later one stands').toEqual([0, 1]);
    expect(await row.innerText(), 'it says so, and is not offered again').toContain('已撤销');
    expect(await row.getByRole('button', { name: /撤销第/ }).count()).toBe(0);
    await page.context().close();
  });
  it('takes an import back and writes that down', async () => {
    const page = await at.open('/journal');
    const before = at.call('list', '--format', 'jsonl').trim().split('\n').length;
    const row = page.locator('.sets tbody tr', { hasText: '06_导出文本' });
    await row.getByRole('button', { name: /撤销第/ }).click();
    await page.getByRole('dialog').getByText('撤销前自动备份').waitFor();
    await shoot(page, 'journal-undo');
    await page.getByRole('dialog').getByRole('button', { name: /撤销第/ }).click();
    await page.getByText('已撤销第').first().waitFor();
    await settled(page);
    expect(at.call('list', '--format', 'jsonl').trim().split('\n').length, 'its projects are gone').toBeLessThan(before);
    expect(await page.locator('.sets tbody tr').first().innerText(), 'the undo stands above').toContain('撤销导入');
    await page.context().close();
  });
});
