/** The real window at work: closing asks first, a large import that is cancelled leaves nothing, a folder that is carried about. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { open, person, program } from './driver';
import type { Opened, Person } from './driver';
import { Screen } from './screen';

/** Rows of a file that takes a window seconds to read. */
const ROWS = 60_000;
/** What windows of the program are called by. */
const NAME = 'qingce';
/** Keys, by the symbols of X. */
const [ENTER, ESCAPE] = [0xff0d, 0xff1b];
/** A cancel is felt within this, in milliseconds. */
const CANCEL = 5_000;

let who: Person;
beforeEach(() => {
  who = person();
});
afterEach(() => who.gone());

function largeFile(): string {
  const lines = Array.from({ length: ROWS }, (_, at) => `样例平台${at},江西省水利厅,在建,${at % 900},部门自建机房,非涉密`);
  const file = join(who.folder, '大表.csv');
  writeFileSync(file, ['项目名称,填报单位,项目状态,总投资（万元）,部署位置,涉密分类', ...lines].join('\n'));
  return file;
}
/** Opens the window on a file and goes on to the comparison, which takes its time. */
async function comparing(): Promise<Opened> {
  const at = await open(who, largeFile());
  await at.click('.el-button--primary:not(.is-disabled)', '对比');
  await at.until('the comparison is at work', "return document.querySelector('main')?.textContent.includes('取消后不留下任何数据')");
  return at;
}
const records = "window.__TAURI_INTERNALS__.invoke('rpc', { command: 'list', request: { selection: {}, limit: 0 } }).then((page) => (window.found = page.total)); return window.found === undefined ? null : { total: window.found };";

describe('the window at work', () => {
  it('leaves nothing of a large import that is cancelled', async () => {
    const at = await comparing();
    try {
      const begun = Date.now();
      await at.click('footer button', '取消导入');
      await at.until('the reading is shown again', "return document.querySelector('main .el-button--primary')?.textContent.includes('对比')");
      expect(Date.now() - begun, 'a cancel is felt at once').toBeLessThan(CANCEL);
      expect(await at.until<{ total: number }>('the register answers', records), 'nothing came in').toEqual({ total: 0 });
    } finally {
      await at.close();
    }
    const left = readdirSync(join(who.folder, 'data/qingce')).filter((name) => !/^清册\.db(-wal|-shm)?$/.test(name));
    expect(left, 'and nothing lies beside the register').toEqual([]);
  });

  it('asks before it closes while a job runs, and works on where a person rather waits', async () => {
    const at = await comparing();
    const screen = await Screen.open();
    try {
      const [window, ...more] = await screen.windows(NAME);
      expect(more, 'the window of the program').toEqual([]);
      await screen.askToClose(window ?? 0);
      await expect.poll(async () => (await screen.windows(NAME)).length, { message: 'the question is a window of its own' }).toBe(2);
      expect(await at.run('return document.title'), 'the window stands meanwhile').toContain('导入');
      await screen.press((await screen.windows(NAME)).find((one) => one !== window) ?? 0, ESCAPE);
      await expect.poll(async () => await screen.windows(NAME), { message: 'the question is gone, the window stays' }).toEqual([window]);
      await at.until('the comparison goes on to its end', "return document.querySelector('main')?.textContent.includes('入库以后')");
    } finally {
      screen.close();
      await at.close();
    }
  });

  it('gives the job up and closes where a person says so, and leaves nothing', async () => {
    const at = await comparing();
    const screen = await Screen.open();
    try {
      const [window] = await screen.windows(NAME);
      await screen.askToClose(window ?? 0);
      await expect.poll(async () => (await screen.windows(NAME)).length, { message: 'it asks' }).toBe(2);
      await screen.press((await screen.windows(NAME)).find((one) => one !== window) ?? 0, ENTER);
      await expect.poll(async () => (await screen.windows(NAME)).length, { message: 'all of it closes', timeout: CANCEL }).toBe(0);
    } finally {
      screen.close();
      await at.close();
    }
    const left = readdirSync(join(who.folder, 'data/qingce')).filter((name) => !/^清册\.db(-wal|-shm)?$/.test(name));
    expect(left, 'nothing lies beside the register').toEqual([]);
    const again = await open(who);
    try {
      expect(await again.until<{ total: number }>('the register answers', records), 'and nothing came in').toEqual({ total: 0 });
    } finally {
      await again.close();
    }
  });

  it('closes at once where nothing is at work', async () => {
    const at = await open(who);
    const screen = await Screen.open();
    try {
      await at.until('the first page stands', "return document.querySelector('main h1') !== null");
      await screen.askToClose((await screen.windows(NAME))[0] ?? 0);
      await expect.poll(async () => (await screen.windows(NAME)).length, { message: 'no question' }).toBe(0);
    } finally {
      screen.close();
      await at.close();
    }
  });
});

describe('a folder that is carried about', () => {
  it('keeps its data beside the program', async () => {
    const folder = join(who.folder, '随身');
    mkdirSync(folder);
    const carried = join(folder, basename(program()));
    copyFileSync(program(), carried);
    writeFileSync(join(folder, 'portable.txt'), '');
    const at = await open({ ...who, program: carried });
    await at.until('the first page stands', "return document.querySelector('main h1') !== null");
    await at.close();
    expect(existsSync(join(folder, 'data', '清册.db')), 'the register is carried with the program').toBe(true);
    expect(existsSync(join(who.folder, 'data/qingce')), 'and nothing is left on the machine').toBe(false);
  });
});
