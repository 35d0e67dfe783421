/** 外业: what a team found comes back: compared, decided conflict by conflict, merged, with a receipt and the way back. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const PASSPHRASE = '一句长长的口令';
const SMALL = { width: 1280, height: 720 };
const STATUS = '项目状态';

let at: House;
let uids: string[];
const file = () => join(at.folder, '一组.qcp');
const state = (uid: string) => (JSON.parse(at.call('check', uid, '--json')) as { lines: { field: string; value: unknown }[] }).lines.find(({ field }) => field === 'status')?.value;
const records = () => at.call('list', '--format', 'jsonl').trim().split('\n').length;

beforeAll(async () => {
  process.env.QINGCE_PASSPHRASE = PASSPHRASE;
  at = await house('samples');
  uids = at.call('list', '--format', 'jsonl').trim().split('\n').slice(0, 3).map((line) => (JSON.parse(line) as { _uid: string })._uid);
  at.call('package', 'create', '--team', '一组', '--out', file());
  at.callOn('一组.db', 'package', 'open', file());
  for (const uid of uids) {
    at.callOn('一组.db', 'check', uid, `${STATUS}=有误:拆分整合`, '部署位置=有误:部门自建机房');
    at.call('check', uid, `${STATUS}=有误:已停用`);
  }
  at.callOn('一组.db', 'add', '项目名称=门禁系统', '填报单位=江西省水利厅');
  at.callOn('一组.db', 'package', 'create', '--out', file());
});
afterAll(() => at.close());

/** Compares the package with the register. */
async function compared(page: Page): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选外业包…' }).first().click()]);
  await chooser.setFiles(file());
  await page.getByRole('textbox').fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByText(/冲突 \d+\/\d+/).waitFor();
  await settled(page);
}

describe('a package that comes back', () => {
  it('tells a wrong passphrase where it is typed', async () => {
    const page = await at.open('/field?tab=package', { ...SMALL, rough: true });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选外业包…' }).first().click()]);
    await chooser.setFiles(file());
    await page.getByRole('textbox').fill('另一句口令另一句口令');
    await page.getByRole('button', { name: '比较' }).click();
    await page.getByRole('alert').getByText('口令不对').waitFor();
    expect(await page.getByRole('textbox').inputValue(), 'and can be put right there').not.toBe('');
    await page.context().close();
  });

  it('keeps what was said when somebody goes in between', async () => {
    const page = await at.open('/field?tab=package', SMALL);
    await compared(page);
    const conflict = page.locator('.conflict');
    expect(await conflict.innerText(), 'base, ours and theirs, who and when').toMatch(/项目状态[^]*原来[^]*保留本册[^]*已停用[^]*周砚秋[^]*采用外业包[^]*拆分整合[^]*周砚秋/);
    const finish = page.getByRole('button', { name: '完成合并' });
    expect(await finish.isDisabled(), 'nobody wins before somebody said so').toBe(true);
    await shoot(page, 'field-conflict');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.keyboard.press('1');
    await settled(page);
    await page.getByText('冲突 2/3').waitFor();
    await page.getByRole('button', { name: '先不合并' }).click();
    expect(state(uids[0] ?? ''), 'nothing is in').toBe('已停用');
    await compared(page);
    await page.getByText('冲突 2/3').waitFor();
    await page.getByText('还有 2 处冲突没有决定').waitFor();
    await page.context().close();
  });

  it('is merged as it was decided, by key, and leaves a receipt', async () => {
    const page = await at.open('/field?tab=package', SMALL);
    const were = records();
    await compared(page);
    await page.keyboard.press('3');
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: '试运行', exact: true }).click();
    await page.getByRole('button', { name: '记下' }).click();
    await settled(page);
    await page.getByText('冲突 3/3').waitFor();
    await page.keyboard.press('2');
    await settled(page);
    await page.getByText('3 处冲突都已决定').waitFor();
    await shoot(page, 'field-decided');
    await page.keyboard.press('Control+Enter');
    await page.getByText('已合并为批次').waitFor();
    await settled(page);
    await shoot(page, 'field-merged');
    expect(await page.locator('.receipt').innerText(), 'what came in, what was decided').toMatch(/新增项目\s*1[^]*决定了的冲突 3 处[^]*试运行/);
    expect(uids.map(state), 'ours, typed, theirs').toEqual(['已停用', '试运行', '拆分整合']);
    expect(records(), 'and what is new').toBe(were + 1);
    expect(at.call('verify'), 'all of it is journaled').not.toContain('发现');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.getByRole('button', { name: '完成', exact: true }).click();
    await page.getByRole('button', { name: '看回执：一组.qcp' }).click();
    await page.getByRole('dialog').getByText('决定了的冲突 3 处').waitFor();
    await shoot(page, 'field-receipt');
    await page.context().close();
    const dark = await at.open('/field?tab=package', { theme: 'dark' });
    await shoot(dark, 'field-packages-dark');
    expect(await barriers(dark), 'nor in the dark').toEqual([]);
    await dark.context().close();
  });

  it('is taken back from here, merged again with one word for all, and taken back from 日志', async () => {
    const page = await at.open('/field?tab=package', SMALL);
    await page.getByRole('button', { name: '看回执：一组.qcp' }).click();
    const undo = async () => {
      await page.getByRole('button', { name: '撤销合并…' }).click();
      await page.getByRole('button', { name: /撤销批次 \d+/ }).click();
      await page.getByText('已撤销“一组.qcp”的合并').waitFor();
      await settled(page);
    };
    await undo();
    expect(uids.map(state), 'as it was').toEqual(['已停用', '已停用', '已停用']);
    await shoot(page, 'field-undone');
    await compared(page);
    await page.getByRole('button', { name: '都采用外业包…' }).click();
    await shoot(page, 'field-rest');
    await page.getByRole('button', { name: '采用外业包 3 处' }).click();
    await page.getByText('3 处冲突都已决定').waitFor();
    await page.getByRole('button', { name: '完成合并' }).click();
    await page.getByText('已合并为批次').waitFor();
    await page.getByRole('button', { name: '完成', exact: true }).click();
    await page.locator('.table tbody .link').first().click();
    await settled(page);
    await page.getByRole('button', { name: /撤销/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: /撤销/ }).click();
    await settled(page);
    expect(uids.map(state), '日志 takes it back as well').toEqual(['已停用', '已停用', '已停用']);
    expect(at.call('verify'), 'and nothing is broken').not.toContain('发现');
    await page.context().close();
  });

  it('asks about decisions and about a project that was made part of another there', async () => {
    const [first = '', second = '', third = ''] = uids;
    at.call('decide', first, '升级改造', 'accept', '--reason', '系统老旧');
    at.callOn('一组.db', 'decide', first, '升级改造', 'reject', '--reason', '现场看过，不用改');
    at.callOn('一组.db', 'merge', second, third);
    at.call('check', third, '备注=有误:还在用');
    at.callOn('一组.db', 'package', 'create', '--out', file());
    const page = await at.open('/field?tab=package', SMALL);
    await compared(page);
    const total = Number(/冲突 \d+\/(\d+)/.exec(await page.locator('.conflict').innerText())?.[1]);
    let told = '';
    for (let at = 0; at < total; at += 1) {
      const now = await page.locator('.conflict').innerText();
      if (/研判|并入/.test(now)) await shoot(page, /研判/.test(now) ? 'field-conflict-decision' : 'field-conflict-removed');
      told += now;
      await page.keyboard.press('ArrowRight');
      await settled(page);
    }
    expect(told, 'tag and verdicts in words').toMatch(/研判“升级改造”[^]*采纳[^]*否决/);
    expect(told, 'both ways are named').toMatch(/外业包里已并入别的项目，本册改过[^]*留下这个项目[^]*并入“水库雨情测报信息系统”/);
    expect(told, 'no key is shown').not.toMatch(/accept|reject|[0-9a-f]{8}-[0-9a-f]{4}/);
    await page.getByRole('button', { name: '都保留本册…' }).click();
    await page.getByRole('button', { name: /保留本册 \d+ 处/ }).click();
    await page.getByText('处冲突都已决定').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('已合并为批次').waitFor();
    await settled(page);
    await shoot(page, 'field-merged-kinds');
    expect(await page.locator('.receipt').innerText(), 'and what holds').toMatch(/留下这个项目/);
    expect(at.call('verify'), 'and nothing is broken').not.toContain('发现');
    await page.context().close();
  });
});
