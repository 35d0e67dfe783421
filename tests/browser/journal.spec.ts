/** 日志: every set with its changes, found by filters, taken back whole. */
import { join } from 'node:path';
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
  it('parts two records that were made one', async () => {
    const page = await at.open('/journal');
    const rows = () => at.call('list', '--fields', 'project_name', '--format', 'jsonl').trim().split('\n').sort();
    const before = rows();
    const [one, other] = before.map((row) => (JSON.parse(row) as { _uid: string })._uid);
    const done = await page.evaluate(async ([one, other]) => {
      const ask = async (dryRun: boolean, decisions: object[]) => {
        const body = JSON.stringify({ one, other, decisions, why: '同一项目报了两次', dryRun });
        return (await (await fetch('/api/rpc/merge_records', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as { set: number | null; decisions: Array<{ tag: string }> };
      };
      const look = await ask(true, []);
      return ask(false, look.decisions.map(({ tag }) => ({ tag, take: 'one' })));
    }, [one, other]);
    expect(done.set, 'they are one').not.toBeNull();
    expect(rows().length).toBe(before.length - 1);
    await page.reload();
    const row = page.locator('.sets tbody tr', { hasText: '同一项目报了两次' });
    await row.getByRole('button', { name: /撤销第/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: '分回两项' }).click();
    await page.getByText(/已撤销第 \d+ 条合并/).waitFor();
    await row.getByText('已撤销').waitFor();
    expect(rows(), 'both are what they were').toEqual(before);
    await page.context().close();
  });
  it('takes the merging of a package back, and calls it so', async () => {
    process.env.QINGCE_PASSPHRASE = '一句长长的口令';
    const [out, back] = ['去.qcp', '回.qcp'].map((name) => join(at.folder, name)) as [string, string];
    const uid = (JSON.parse(at.call('list', '--format', 'jsonl').split('\n')[0] ?? '') as { _uid: string })._uid;
    const remark = () => at.call('list', '--fields', 'remark', '--format', 'jsonl').trim().split('\n').map((row) => JSON.parse(row) as { _uid: string; remark?: string }).find((one) => one._uid === uid)?.remark ?? '';
    at.call('package', 'create', '--team', '一组', '--out', out);
    at.callOn('一组.db', 'package', 'open', out);
    at.callOn('一组.db', 'edit', uid, '备注=现场看过', '--reason', '外业');
    at.callOn('一组.db', 'package', 'create', '--out', back);
    const before = remark();
    at.call('package', 'merge', back);
    expect(remark(), 'it brought something').toBe('现场看过');
    const page = await at.open('/journal');
    const row = page.locator('.sets tbody tr', { hasText: '回.qcp' });
    expect(await row.innerText(), 'no import').toContain('外业包合并');
    await row.getByRole('button', { name: /撤销第/ }).click();
    const dialog = page.getByRole('dialog', { name: /撤销外业包合并第 \d+ 批/ });
    await dialog.getByRole('button', { name: /撤销第 \d+ 批/ }).click();
    await page.getByText(/已撤销外业包合并第/).waitFor();
    expect(remark(), 'as before').toBe(before);
    await page.context().close();
  });
  it('calls answers on pairs by their word', async () => {
    const [one, other] = at.call('list', '--format', 'jsonl').trim().split('\n').map((row) => (JSON.parse(row) as { _uid: string })._uid);
    at.call('relate', one ?? '', other ?? '', 'different');
    const page = await at.open('/journal');
    await page.locator('.sets tbody tr', { hasText: '查重答复' }).click();
    expect(await page.locator('.set li').first().innerText(), 'no keys, no ids').toMatch(/两项的关系[^]*前一项[^]*后一项[^]*空 → 不同项目/);
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
