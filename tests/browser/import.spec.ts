/** 导入: files are read, drawn, corrected, compared, stored and taken back. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './access';
import { house, settled, shoot } from './house';
import type { House } from './house';

const folder = fileURLToPath(new URL('../../seeds/samples', import.meta.url));
const samples = readdirSync(folder).sort().map((name) => join(folder, name));

/** A file made up for a spec: its name and its lines. */
type Made = [name: string, ...lines: string[]];

/** Chooses files through the page's own button. */
async function choose(page: Page, files: string[], made: Made[] = []) {
  const button = page.getByRole('button', { name: '选文件…' });
  const coming = page.waitForEvent('filechooser');
  await button.click();
  const buffers = made.map(([name, ...lines]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }));
  // A chooser takes paths or contents: made files alone, or samples alone.
  await (await coming).setFiles(files.length > 0 ? files : buffers);
}
async function add(page: Page, made: Made[]) {
  const coming = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '添加文件' }).click();
  await (await coming).setFiles(made.map(([name, ...lines]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })));
}
const primary = (page: Page) => page.locator('footer .el-button--primary');
/** Every file is read: the primary button does something. */
async function read(page: Page) {
  await page.locator('footer .el-button--primary:not([disabled])').waitFor();
  await settled(page);
}
async function compared(page: Page) {
  await read(page);
  await primary(page).click();
  await page.getByRole('button', { name: /^读到/ }).waitFor();
  await settled(page);
}

const HEADER = '项目名称,填报单位,项目状态,总投资（万元）,部署位置,涉密分类';

describe.each(['light', 'dark'] as const)('the whole way, %s', (theme) => {
  let at: House;
  beforeAll(async () => {
    at = await house('empty');
  });
  afterAll(() => at.close());
  const name = (title: string) => (theme === 'dark' ? `${title}-dark` : title);

  it('reads, compares, stores and takes back', async () => {
    const page = await at.open('/import', { theme });
    await shoot(page, name('import-choose'));
    await choose(page, samples);
    await read(page);
    await add(page, [['市场监管局情况说明.xlsx', 'PK\u0003\u0004 这不是工作簿']]);
    await page.getByText('未读 1').waitFor();
    expect(await barriers(page), 'axe must find nothing serious on the reading').toEqual([]);
    await shoot(page, name('import-reading'));
    await page.getByRole('button', { name: /市场监管局情况说明/ }).first().click();
    await page.getByRole('alert').waitFor();
    await shoot(page, name('import-refused'));
    await page.getByRole('button', { name: /一项一卡/ }).first().click();
    await settled(page);
    await shoot(page, name('import-card'));
    await compared(page);
    expect(await barriers(page), 'axe must find nothing serious on the comparison').toEqual([]);
    await shoot(page, name('import-compare'));
    const told = await primary(page).innerText();
    const rows = Number(/入库 (\d+) 行/.exec(told)?.[1]);
    expect(rows, `the button tells what it does: ${told}`).toBeGreaterThan(20);
    await primary(page).click();
    await page.getByRole('heading', { name: `已入库 ${rows} 行，可撤销` }).waitFor();
    await settled(page);
    await shoot(page, name('import-done'));
    expect(await barriers(page), 'axe must find nothing serious after it').toEqual([]);
    const stored = JSON.parse(at.call('--json', 'batches')) as { batches: unknown[] };
    const inRegister = at.call('list', '--where', 'import_batch not empty', '--format', 'jsonl').trim().split('\n').length;
    const back = page.url();
    await page.getByRole('button', { name: '去台账' }).click();
    await page.getByRole('button', { name: /导入批次\s*是\s*第/ }).waitFor();
    await expect.poll(async () => Number((await page.locator('footer.status b').first().innerText()).replace(/\D/g, '')), { message: 'exactly what was stored' }).toBe(inRegister);
    await page.goBack();
    expect(page.url()).toBe(back);
    expect(stored.batches, 'every file that could be read is a batch').toHaveLength(samples.length);
    await page.getByRole('button', { name: '导入记录' }).click();
    await settled(page);
    await shoot(page, name('import-records'));
    await page.getByRole('button', { name: '撤销…' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: /撤销第/ }).click();
    await page.getByText(/已撤销：移出 \d+ 项/).waitFor();
    await page.context().close();
  });
});

describe('corrections', () => {
  let at: House;
  beforeAll(async () => {
    at = await house('empty');
  });
  afterAll(() => at.close());

  it('shows what a person corrected, and imports it that way', async () => {
    const page = await at.open('/import');
    const rows = Array.from({ length: 30 }, (_, row) => `平台${row + 1}号,江西省水利厅,在建,${100 + row},甲${row % 3}`);
    await choose(page, [], [['水利厅.csv', '名目,填报单位,项目状态,总投资,色标', ...rows]]);
    await page.getByRole('button', { name: /名目 登记为/ }).click();
    await page.getByLabel('找字段').fill('项目名称');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'A 列登记为项目名称，确定' }).waitFor();
    expect(await page.getByText('未写明，请过目').count(), 'no unit is stated').toBe(1);
    await page.getByRole('button', { name: '元', exact: true }).click();
    await page.getByText('未写明，请过目').waitFor({ state: 'detached' });
    await page.getByText(/第 \d+–\d+ 行：项目 \d+/).waitFor();
    await page.getByRole('button', { name: '展开' }).click();
    await page.getByText('平台20号').waitFor();
    await shoot(page, 'import-corrected');
    await compared(page);
    const sum = await page.getByRole('button', { name: /^读到/ }).innerText();
    expect(sum, '3,435 元 in all are 0.34 万元').toContain('0.34');
    await page.context().close();
  });

  it('takes another row as header', async () => {
    const page = await at.open('/import');
    await choose(page, [], [['财政厅.csv', '项目名称,填报单位,项目状态', '名称,单位,进展', '平台甲,江西省财政厅,在建', '平台乙,江西省财政厅,在建']]);
    await page.getByRole('button', { name: '第 2 行：项目，可改' }).click();
    await page.getByRole('option', { name: '表头', exact: true }).click();
    await page.getByRole('button', { name: '第 2 行：表头，可改' }).waitFor();
    await page.context().close();
  });

  it('parts a sheet where a person says that another table begins', async () => {
    const page = await at.open('/import');
    await choose(page, [], [['两张表.csv', '项目名称,填报单位,项目状态', '平台一,江西省林业局,在建', '平台二,江西省林业局,在建', '名目,报送的,花费', '平台三,江西省林业局,120', '平台四,江西省林业局,80']]);
    await read(page);
    await page.getByRole('button', { name: /^第 4 行：/ }).click();
    await page.getByRole('option', { name: '另一张表的表头，从这里分开' }).click();
    await page.getByRole('group', { name: '本表里的各个表' }).getByRole('button', { name: '表 2' }).click();
    await page.getByRole('button', { name: /花费 登记为/ }).waitFor();
    await settled(page);
    await shoot(page, 'import-two-tables');
    expect(await barriers(page), 'axe must find nothing serious').toEqual([]);
    await page.getByRole('button', { name: /^第 4 行：表头/ }).click();
    await page.getByRole('option', { name: '项目', exact: true }).click();
    await page.getByRole('group', { name: '本表里的各个表' }).waitFor({ state: 'detached' });
    await page.context().close();
  });
  it('never shows what is withheld', async () => {
    const page = await at.open('/import');
    await choose(page, [], [['保密.csv', `${HEADER},管理员密码`, '平台甲,江西省财政厅,在建,100,省政务云,非涉密,Zq7!winter', '暗河工程,江西省财政厅,在建,66,省政务云,涉密,Zq7!winter']]);
    await page.getByText('涉密行：内容不显示').waitFor();
    await page.getByText('账号口令不显示').first().waitFor();
    const text = await page.locator('body').innerText();
    expect(text, 'nothing of a 涉密 row').not.toContain('暗河');
    expect(text, 'nothing of a column of passwords').not.toContain('winter');
    await compared(page);
    await page.getByRole('button', { name: /^涉密/ }).click();
    expect(await page.locator('body').innerText(), 'only counted in the comparison').toContain('江西省财政厅 1');
    await shoot(page, 'import-withheld');
    await page.context().close();
  });

  it('leads from a finding to its cell', async () => {
    const page = await at.open('/import', { width: 1280, height: 720, scale: 1.25 });
    const rows = Array.from({ length: 60 }, (_, row) => `平台${row + 1}号,江西省水利厅,在建,${row === 40 ? '很多钱' : 100 + row},省政务云,非涉密`);
    await choose(page, [], [['长表.csv', HEADER, ...rows]]);
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByRole('button', { name: /!D42/ }).click();
    await page.locator('[data-cell="42:4"].here').waitFor();
    expect(await page.locator('[data-cell="42:4"]').innerText(), 'the cell was folded away and is shown').toBe('很多钱');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, 'nothing hangs over the smallest window').toBeLessThanOrEqual(0);
    await shoot(page, 'import-findings-1280x720-scale125');
    await page.context().close();
  });
});

describe('a second import', () => {
  let at: House;
  beforeAll(async () => {
    at = await house('empty');
  });
  afterAll(() => at.close());
  const one = '平台甲,江西省财政厅,在建,100,省政务云,非涉密';
  const two = '平台乙,江西省财政厅,在建,50,省政务云,非涉密';

  async function store(page: Page, made: Made[]) {
    await choose(page, [], made);
    await compared(page);
    await primary(page).click();
    await page.getByText('再导入一批').waitFor();
  }

  it('tells old and new values, and stores nothing where all must be right', async () => {
    const page = await at.open('/import');
    await store(page, [['一.csv', HEADER, one, two]]);
    await page.getByRole('button', { name: '再导入一批' }).click();
    await choose(page, [], [['二.csv', HEADER, '平台甲,江西省财政厅,已建在用,120,省政务云,非涉密', two, '平台丙,江西省财政厅,在建,很多,省政务云,非涉密', two]]);
    await compared(page);
    const line = page.locator('tr', { hasText: '+20.00' });
    expect(await line.innerText(), 'old, new and by how much').toMatch(/100\.00[\s\S]*120\.00\+20\.00/);
    expect(await primary(page).innerText(), 'the button tells what it does').toContain('入库：新增 1、变更 1');
    await shoot(page, 'import-changed');
    await page.getByText('有须改正就一行不入').click();
    expect(await primary(page).isDisabled(), 'an amount that is no number must be fixed first').toBe(true);
    await page.getByText(/须改正，按选定的办法一行不入/).waitFor();
    await page.getByText('全部入库，有问题的标为待退回').click();
    await page.keyboard.press('Control+Enter');
    await page.getByText('再导入一批').waitFor();
    const told = JSON.parse(at.call('--json', 'verify')) as { problems: unknown[] };
    expect(told.problems, 'the register is what its journal says').toEqual([]);
    await page.context().close();
  });

  it('compares again where the register changed meanwhile', async () => {
    const page = await at.open('/import');
    await choose(page, [], [['三.csv', HEADER, '平台丁,江西省财政厅,在建,10,省政务云,非涉密']]);
    await compared(page);
    at.call('undo', '2');
    await primary(page).click();
    await page.getByText(/对比之后台账又有改动/).waitFor();
    await primary(page).click();
    await page.getByText('再导入一批').waitFor();
    await page.context().close();
  });
});
