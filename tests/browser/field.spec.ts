/** 外业: projects checked with thumb and keys; what a team found comes back conflict by conflict, and can be taken back. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const PASSPHRASE = '一句长长的口令';
/** The smallest target that a thumb hits. */
const THUMB = 44;
const STATUS = '项目状态';
const HOME = '2026年普查.db';
const SMALL = { width: 1280, height: 720 };
/** A picture of one point. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let at: House;
let uid: string;
const stick = () => join(at.folder, 'U盘');
const sheet = (name: string) => JSON.parse(at.callOn(name, 'check', uid, '--json')) as { lines: { field: string; value: unknown; found: { verdict: string; note: string }[] }[]; attachments: unknown[] };
const line = (name: string, field: string) => sheet(name).lines.find((one) => one.field === field);

/** Gives a file to whatever asks for one. */
async function give(page: Page, button: Locator, path: string) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles(path);
}

/** Picks what a list offers. */
async function pick(page: Page, field: Locator, text: string) {
  await field.click();
  await page.getByRole('option', { name: text, exact: true }).click();
}

beforeAll(async () => {
  process.env.QINGCE_PASSPHRASE = PASSPHRASE;
  at = await house('samples');
  mkdirSync(stick());
  uid = (JSON.parse(at.call('list', '--format', 'jsonl').split('\n')[0] ?? '') as { _uid: string })._uid;
});
afterAll(() => at.close());

describe('on site', () => {
  it('takes what is found, by thumb, at 1280 × 720', async () => {
    const page = await at.open(`/field?tab=check&uid=${uid}`, { ...SMALL, touch: true });
    expect(await page.evaluate(() => matchMedia('(any-pointer: coarse)').matches), 'the screen can be touched').toBe(true);
    const first = page.locator('.sheet .line').first();
    await first.getByRole('button', { name: '属实' }).tap();
    await settled(page);
    expect(await first.getByRole('button', { name: '属实' }).getAttribute('aria-pressed'), 'what was said is shown').toBe('true');
    const small = await page.locator('main button:visible, main a:visible, main input:visible').evaluateAll((all, thumb) => all.filter((one) => (one.closest('.el-input, .el-select') ?? one).getBoundingClientRect().height < thumb).map((one) => one.outerHTML.slice(0, 120)), THUMB);
    expect(small, 'a thumb must hit all of them').toEqual([]);
    expect(await page.evaluate(() => [...document.querySelectorAll('main, main *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'auto').map((one) => one.className)), 'nothing scrolls sideways').toEqual([]);
    const status = page.locator('.sheet .line', { hasText: STATUS });
    await status.getByRole('button', { name: '有误' }).tap();
    await pick(page, status.getByRole('combobox'), '已停用');
    await status.getByRole('textbox', { name: '备注' }).fill('机房已搬空');
    await shoot(page, 'field-check');
    await status.getByRole('button', { name: '记下' }).tap();
    await settled(page);
    expect(line(HOME, 'status'), 'value, verdict and note are kept together').toMatchObject({ value: '已停用', found: [{ verdict: 'wrong', note: '机房已搬空' }] });
    expect(await status.innerText(), 'who, when and the note are shown').toMatch(/周砚秋[^]*机房已搬空/);
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.context().close();
    const dark = await at.open(`/field?tab=check&uid=${uid}`, { theme: 'dark', ...SMALL, scale: 1.25 });
    await shoot(dark, 'field-check-dark');
    expect(await barriers(dark), 'nor in the dark').toEqual([]);
    await dark.context().close();
  });

  it('takes what is found, by key, and goes to the next project', async () => {
    const page = await at.open(`/field?tab=check&uid=${uid}`, SMALL);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('3');
    await settled(page);
    const second = page.locator('.sheet .line').nth(1);
    expect(await second.getByRole('button', { name: '未见' }).getAttribute('aria-pressed'), 'a key says the same').toBe('true');
    await page.keyboard.press('4');
    await page.keyboard.type('门锁着');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await second.innerText(), 'a note can be put to any word').toContain('门锁着');
    const name = await page.locator('.sheet h2').innerText();
    await page.keyboard.press('Control+Enter');
    await settled(page);
    expect(await page.locator('.sheet h2').innerText(), 'one key leads on').not.toBe(name);
    await page.getByRole('button', { name: /正在核查/ }).click();
    await settled(page);
    expect(await page.locator('.entry').count(), 'what is begun can be had alone').toBe(1);
    await page.context().close();
  });

  it('keeps a photo with its project, shows it, and refuses what is none', async () => {
    const page = await at.open(`/field?tab=check&uid=${uid}`);
    const add = page.getByRole('button', { name: '添加照片' });
    writeFileSync(join(at.folder, '机房.png'), PNG);
    await give(page, add, join(at.folder, '机房.png'));
    await page.getByRole('button', { name: '机房.png', exact: true }).click();
    await page.getByRole('img', { name: '机房.png' }).waitFor();
    await expect.poll(() => page.getByRole('img', { name: '机房.png' }).evaluate((image: HTMLImageElement) => image.naturalWidth), 'the picture itself is seen').toBe(1);
    expect(sheet(HOME).attachments, 'it is in the register').toHaveLength(1);
    await page.context().close();
    const rough = await at.open(`/field?tab=check&uid=${uid}`, { rough: true });
    writeFileSync(join(at.folder, '假.png'), 'MZ');
    await give(rough, rough.getByRole('button', { name: '添加照片' }), join(at.folder, '假.png'));
    await rough.getByRole('alert').getByText('不是照片或扫描件').waitFor();
    await rough.context().close();
  });

  it('adds a project that nobody reported, and tells what it looks like', async () => {
    const page = await at.open('/field?tab=check', { ...SMALL, touch: true });
    const dialog = page.getByRole('dialog');
    const add = async (name: string) => {
      await page.getByRole('button', { name: '登记新项目' }).click();
      await dialog.getByRole('textbox', { name: '项目名称' }).fill(name);
      await dialog.getByRole('button', { name: '登记', exact: true }).click();
    };
    await page.getByRole('button', { name: '登记新项目' }).click();
    await dialog.getByRole('button', { name: '登记', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    const foot = await dialog.getByRole('button', { name: '登记', exact: true }).boundingBox();
    expect((foot?.y ?? 0) + (foot?.height ?? 0), 'the button is on the screen').toBeLessThanOrEqual(SMALL.height);
    await shoot(page, 'field-add');
    await dialog.getByRole('button', { name: '不做了' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await add('门禁系统');
    await dialog.waitFor({ state: 'hidden' });
    await settled(page);
    expect(await page.locator('.sheet h2').innerText(), 'it is the one that is checked now').toBe('门禁系统');
    await add('河湖巡查移动管理平台（一期）');
    await dialog.getByText('可能就是它').waitFor();
    await shoot(page, 'field-like');
    await dialog.getByRole('button', { name: '核查这个' }).first().click();
    await settled(page);
    expect(await page.locator('.sheet h2').innerText(), 'the one that was there is a tap away').toBe('河湖巡查移动管理平台');
    await page.context().close();
  });
});

describe('a package', () => {
  it('is made of some projects, counted before, and opened by a team that works in it', async () => {
    const page = await at.open('/field?tab=package', SMALL);
    await page.getByRole('button', { name: '生成外业包…' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: '由哪个组带走' });
    await dialog.getByRole('button', { name: '选项目…' }).click();
    const scope = page.getByRole('dialog').filter({ hasText: '带哪些项目' }).last();
    await scope.getByRole('button', { name: '改为文字' }).click();
    await scope.getByRole('textbox').fill('report_unit = 江西省水利厅数字河湖中心');
    await scope.getByRole('button', { name: /带这 \d+ 项/ }).click();
    await settled(page);
    const make = dialog.getByRole('button', { name: /生成外业包（\d+ 项）/ });
    const counted = Number(/（(\d+) 项）/.exec(await make.innerText())?.[1]);
    expect(counted, 'a part of it').toBeGreaterThan(0);
    await make.click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('textbox').nth(0).fill('一组');
    for (const place of [1, 2]) await dialog.getByRole('textbox').nth(place).fill(PASSPHRASE);
    await shoot(page, 'field-make');
    const [download] = await Promise.all([page.waitForEvent('download'), make.click()]);
    await download.saveAs(join(stick(), '一组.qcp'));
    await page.getByRole('dialog').getByText('已生成').waitFor();
    await shoot(page, 'field-made');
    await page.context().close();
    at.callOn('一组.db', 'package', 'open', join(stick(), '一组.qcp'));
    expect(at.callOn('一组.db', 'list', '--format', 'jsonl').trim().split('\n').length, 'as many as were counted').toBe(counted);
  });

  it('becomes a register of its own, is worked on, and goes back', async () => {
    const page = await at.open('/field?tab=package', { ...SMALL, touch: true });
    await give(page, page.getByRole('button', { name: '选外业包…' }).last(), join(stick(), '一组.qcp'));
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(PASSPHRASE);
    await dialog.getByRole('button', { name: '打开', exact: true }).tap();
    const bar = page.locator('.carried-bar');
    await bar.waitFor();
    expect(await bar.innerText(), 'team and scope, in words').toMatch(/一组[^]*填报单位 等于 江西省水利厅数字河湖中心/);
    await page.getByRole('tab', { name: '核查' }).tap();
    await settled(page);
    await page.locator('.sheet .line', { hasText: '部署位置' }).getByRole('button', { name: '属实' }).tap();
    await settled(page);
    await shoot(page, 'field-carried');
    await page.getByRole('tab', { name: '外业包' }).tap();
    await page.getByRole('button', { name: '生成带回的外业包…' }).tap();
    for (const place of [0, 1]) await dialog.getByRole('textbox').nth(place).fill(PASSPHRASE);
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: /生成带回的外业包（\d+ 项）/ }).tap()]);
    expect(download.suggestedFilename(), 'not the name of the one that came').toBe('外业包-一组-带回.qcp');
    await download.saveAs(join(stick(), '带回.qcp'));
    await dialog.getByText('到原来的电脑上合并').waitFor();
    await page.context().close();
    expect(at.callOn(HOME, 'package', 'merge', join(stick(), '带回.qcp')), 'what was found comes in').toContain('核查记录 1 条');
  });
});
