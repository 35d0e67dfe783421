/** 外业: projects checked with thumb and keys, packages made and merged, conflicts decided one by one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const PASSPHRASE = '一句长长的口令';
/** The smallest target that a thumb hits. */
const THUMB = 44;
const STATUS = '项目状态';

let at: House;
let uid: string;
const stick = () => join(at.folder, 'U盘');
const sheet = (name: string) => JSON.parse(at.callOn(name, 'check', uid, '--json')) as { lines: { field: string; value: unknown; found: { verdict: string; note: string }[] }[]; attachments: unknown[] };
const line = (name: string, field: string) => sheet(name).lines.find((one) => one.field === field);

beforeAll(async () => {
  process.env.QINGCE_PASSPHRASE = PASSPHRASE;
  at = await house('samples');
  mkdirSync(stick());
  uid = (JSON.parse(at.call('list', '--format', 'jsonl').split('\n')[0] ?? '') as { _uid: string })._uid;
});
afterAll(() => at.close());

describe('外业', () => {
  it('takes what is found, by thumb and by key, at 1280 × 720', async () => {
    const page = await at.open(`/field?tab=check&uid=${uid}`, { width: 1280, height: 720 });
    const words = page.locator('.word');
    for (const box of [await words.first().boundingBox(), await page.locator('.entry').first().boundingBox()]) {
      expect(Math.min(box?.height ?? 0, box?.width ?? 0), 'a thumb must hit it').toBeGreaterThanOrEqual(THUMB);
    }
    const first = page.locator('.sheet .line').first();
    await first.getByRole('button', { name: '属实' }).click();
    await settled(page);
    expect(await first.getByRole('button', { name: '属实' }).getAttribute('aria-pressed'), 'what was said is shown').toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('3');
    await settled(page);
    const second = page.locator('.sheet .line').nth(1);
    expect(await second.getByRole('button', { name: '未见' }).getAttribute('aria-pressed'), 'a key says the same').toBe('true');
    const status = page.locator('.sheet .line', { hasText: STATUS });
    await status.getByRole('button', { name: '有误' }).click();
    await status.getByRole('textbox').first().fill('已停用');
    await status.getByRole('textbox').nth(1).fill('机房已搬空');
    await shoot(page, 'field-check');
    await status.getByRole('button', { name: '记下' }).click();
    await settled(page);
    expect(line('2026年普查.db', 'status'), 'value, verdict and note are kept together').toMatchObject({ value: '已停用', found: [{ verdict: 'wrong', note: '机房已搬空' }] });
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
    const dark = await at.open(`/field?tab=check&uid=${uid}`, { theme: 'dark', width: 1280, height: 720 });
    await shoot(dark, 'field-check-dark');
    expect(await barriers(dark), 'nor in the dark').toEqual([]);
    await dark.context().close();
  });

  it('keeps a photo with its project and refuses what is none', async () => {
    const page = await at.open(`/field?tab=check&uid=${uid}`);
    const give = async (name: string, bytes: string) => {
      writeFileSync(join(at.folder, name), bytes, 'latin1');
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '添加照片' }).click()]);
      await chooser.setFiles(join(at.folder, name));
      await settled(page);
    };
    await give('机房.png', '\u0089PNG\r\n\u001a\n');
    await page.getByRole('button', { name: '机房.png', exact: true }).waitFor();
    expect(sheet('2026年普查.db').attachments, 'it is in the register').toHaveLength(1);
    await page.context().close();
    const rough = await at.open(`/field?tab=check&uid=${uid}`, { rough: true });
    writeFileSync(join(at.folder, '假.png'), 'MZ');
    const [chooser] = await Promise.all([rough.waitForEvent('filechooser'), rough.getByRole('button', { name: '添加照片' }).click()]);
    await chooser.setFiles(join(at.folder, '假.png'));
    await rough.getByRole('alert').getByText('不是照片或扫描件').waitFor();
    await rough.context().close();
  });

  it('adds a project that nobody reported', async () => {
    const page = await at.open('/field?tab=check');
    await page.getByRole('button', { name: '登记新项目' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('门禁系统');
    await page.getByRole('dialog').getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await settled(page);
    expect(await page.locator('.sheet h2').innerText(), 'it is the one that is checked now').toBe('门禁系统');
    await page.context().close();
  });

  it('makes a package that the command line opens', async () => {
    const page = await at.open('/field?tab=package');
    await page.getByRole('button', { name: '生成外业包…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').nth(0).fill('一组');
    for (const place of [1, 2]) await dialog.getByRole('textbox').nth(place).fill(PASSPHRASE);
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '生成外业包…' }).click()]);
    await download.saveAs(join(stick(), '一组.qcp'));
    await dialog.getByText('已生成').waitFor();
    await shoot(page, 'field-made');
    await page.context().close();
    at.callOn('一组.db', 'package', 'open', join(stick(), '一组.qcp'));
    expect(at.callOn('一组.db', 'package', 'show'), 'it knows what it is').toContain('一组');
  });

  it('merges what came back, conflict by conflict', async () => {
    at.callOn('一组.db', 'check', uid, `${STATUS}=有误:在建`, '部署位置=有误:省级政务云');
    at.callOn('一组.db', 'package', 'create', '--out', join(stick(), '一组.qcp'));
    at.call('check', uid, `${STATUS}=有误:已建在用`);
    const page = await at.open('/field?tab=package', { width: 1280, height: 720 });
    const pick = page.getByRole('button', { name: '选外业包…' }).first();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pick.click()]);
    await chooser.setFiles(join(stick(), '一组.qcp'));
    await page.getByRole('textbox').fill(PASSPHRASE);
    await page.getByRole('button', { name: '比较' }).click();
    await page.getByText('冲突 1/1').waitFor();
    await settled(page);
    const finish = page.getByRole('button', { name: '完成合并' });
    expect(await finish.isDisabled(), 'nobody wins before somebody said so').toBe(true);
    const conflict = page.locator('.conflict');
    expect(await conflict.innerText(), 'base, ours and theirs').toMatch(/已停用[^]*已建在用[^]*在建/);
    await shoot(page, 'field-conflict');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await conflict.getByRole('button', { name: '采用外业包' }).first().click();
    await settled(page);
    await finish.click();
    await page.getByText('已合并为批次').waitFor();
    await shoot(page, 'field-merged');
    expect(line('2026年普查.db', 'status')?.value, 'as decided').toBe('在建');
    expect(line('2026年普查.db', 'deploy_location')?.value, 'what only they changed').toBe('省级政务云');
    expect(at.call('verify'), 'and all of it is journaled').not.toContain('不符');
    await page.getByRole('button', { name: '完成', exact: true }).click();
    await page.locator('.table tbody tr', { hasText: '一组' }).waitFor();
    await page.context().close();
    const dark = await at.open('/field?tab=package', { theme: 'dark' });
    await shoot(dark, 'field-packages-dark');
    expect(await barriers(dark), 'nor in the dark').toEqual([]);
    await dark.context().close();
  });
});
