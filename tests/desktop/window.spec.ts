/** The real window: what a browser cannot show. Start, files of the command line, a second start, an edit, an export, the end. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, open, person, program, root } from './driver';
import type { Opened, Person } from './driver';

/** From the start of the process to the page on the screen, in milliseconds. */
const READY = 1_000;
/** Starts that are measured; the first of a person makes the register, and counts as well. */
const STARTS = 5;
const ENTER = '\uE007';
const samples = join(root, 'seeds/samples');
const files = readdirSync(samples).sort();
const sample = (ending: string) => join(samples, files.find((name) => name.endsWith(ending)) ?? files[0] ?? '');
const nameOf = (path: string) => path.split('/').pop() ?? path;

let who: Person;
beforeEach(() => {
  who = person();
});
afterEach(() => who.gone());

/** Starts the program without a driver and gives the milliseconds after which it said that its page is ready. */
async function readyAfter(): Promise<number> {
  const started = spawn(program(), [], { env: { ...who.environment, QINGCE_LOG: 'qingce_desktop=info' } });
  const told = await new Promise<number>((resolve, reject) => {
    let heard = '';
    started.stderr.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
      const found = /page ready after (\d+) ms/.exec(heard);
      if (found) resolve(Number(found[1]));
    });
    started.once('exit', (code) => reject(new Error(`ended with ${code}: ${heard}`)));
  });
  await ended(started);
  return told;
}

/** Imports what the window was given, with the keys of the page. */
async function importGiven(at: Opened, file: string): Promise<void> {
  await at.until('the file of the command line is read', "return document.querySelector('main')?.textContent.includes(arguments[0])", nameOf(file));
  for (const step of ['对比', '入库']) await at.click('.el-button--primary:not(.is-disabled)', step);
  await at.until('the import is done', "return document.querySelector('main')?.textContent.includes('已入库')");
}

describe('the window', () => {
  it('is ready within a second of the start of its process', async () => {
    const measured: number[] = [];
    for (let start = 0; start < STARTS; start += 1) measured.push(await readyAfter());
    const median = [...measured].sort((one, other) => one - other)[Math.floor(STARTS / 2)] ?? Infinity;
    console.log(`window ready after ${measured.join(', ')} ms; median ${median} ms`);
    expect(median, 'nobody should wait for a window').toBeLessThan(READY);
  }, 120_000);

  it('imports a file of the command line, shows its rows, takes an edit in Chinese, and exports', async () => {
    const file = sample('.xlsx');
    const at = await open(who, file);
    try {
      await importGiven(at, file);
      await at.run("location.hash = '#/register'");
      const counted = await at.until<string>(
        'the register shows its columns',
        "return [...document.querySelectorAll('[role=columnheader]')].find((one) => one.textContent.includes('项目名称'))?.getAttribute('aria-colindex')",
      );
      // Counted from 1, and the first is the number of the row.
      const cell = `[role=gridcell][data-cell="0:${Number(counted) - 2}"]`;
      await at.until('the register shows its rows', 'return document.querySelector(arguments[0])?.textContent.trim()', cell);
      await at.shoot('window-register');
      await at.click(cell);
      const name = '水库大坝安全监测平台（改名）';
      await at.type(name + ENTER);
      await at.until('the edit is in the register', REGISTER_HAS, name);
      const out = join(who.folder, '汇总台账.xlsx');
      await at.run("window.__TAURI_INTERNALS__.invoke('rpc', { command: 'export', request: { list: 'register', out: arguments[0] } }).then(() => (window.exported = true))", out);
      await at.until('the list is written', 'return window.exported === true');
      expect(readFileSync(out).subarray(0, 2).toString(), 'a workbook is a zip').toBe('PK');
      await at.shoot('window-edited');
    } finally {
      await at.close();
    }
  });

  it('is brought its files by a second start, which ends at once', async () => {
    const at = await open(who);
    try {
      await at.until('the first page stands', "return document.querySelector('main h1') !== null");
      const file = sample('.xlsx');
      const second = spawn(program(), [file], { env: who.environment, stdio: 'ignore' });
      const code = await new Promise((resolve) => second.once('exit', resolve));
      expect(code, 'the second start has handed its files over').toBe(0);
      await at.until('the first window shows the file', "return document.querySelector('main')?.textContent.includes(arguments[0])", nameOf(file));
    } finally {
      await at.close();
    }
  });

  it('keeps a register of this person in their data folder, and nothing beside the program', async () => {
    const at = await open(who);
    await at.until('the first page stands', "return document.querySelector('main h1') !== null");
    await at.close();
    expect(existsSync(join(who.folder, 'data/qingce/清册.db')), 'the register is where it is backed up from').toBe(true);
    expect(readdirSync(who.folder).filter((name) => name.endsWith('.db')), 'no register lies elsewhere').toEqual([]);
  });
});

/** Asks the register itself, as pages do, whether it has a project of that name; the answer comes by the next look. */
const REGISTER_HAS = `
  const request = { selection: { condition: '', search: arguments[0] }, limit: 1 };
  window.__TAURI_INTERNALS__.invoke('rpc', { command: 'list', request }).then((page) => (window.found = page.total));
  return window.found === 1;`;
