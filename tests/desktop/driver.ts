/**
 * The real window under WebDriver: tauri-driver and WebKitWebDriver, a data folder of its own, everything with a time limit.
 *
 * Not in here: what is tested. The invariant: a window has its own drivers and folder, and leaves none of them behind; the
 * driver is asked to end (SIGTERM), as one that is killed orphans the driver beneath it.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** Longest answer of a driver, in milliseconds. */
const ANSWER = 30_000;
/** Longest wait for something to be on the page. */
const PATIENCE = 15_000;

/** A person's folders, away from those of whoever runs the tests. */
export interface Person {
  folder: string;
  environment: NodeJS.ProcessEnv;
  /** The program they start; the one under test unless told. */
  program?: string;
  /** Away with everything. */
  gone(): void;
}

/** An opened window. */
export interface Opened {
  /** Runs a script in the page and gives what it returns. */
  run<T>(script: string, ...values: unknown[]): Promise<T>;
  /** Waits until a script gives something true, and gives that. */
  until<T>(why: string, script: string, ...values: unknown[]): Promise<T>;
  /** Clicks on the first element of a selector that shows, once there is one; `text` narrows it to one that says so. */
  click(selector: string, text?: string): Promise<void>;
  /** Types as a keyboard does. */
  type(text: string): Promise<void>;
  /** Keeps a picture in `out/screens`. */
  shoot(name: string): Promise<void>;
  /** Ends the window and the drivers; nothing is asked. */
  close(): Promise<void>;
}

/** The program under test. */
export function program(): string {
  const built = process.env.QINGCE_DESKTOP ?? join(root, 'target/release/qingce-desktop');
  if (!existsSync(built)) throw new Error(`${built} is not built: cargo build --profile bench -p qingce-desktop`);
  return built;
}

/** A person who never used the program. */
export function person(): Person {
  const folder = mkdtempSync(join(tmpdir(), 'qingce-desktop-'));
  const of = (name: string) => join(folder, name);
  const environment = {
    ...process.env,
    HOME: folder,
    XDG_DATA_HOME: of('data'),
    XDG_CONFIG_HOME: of('config'),
    XDG_CACHE_HOME: of('cache'),
    LANG: 'C.UTF-8',
    NO_AT_BRIDGE: '1',
    QINGCE_DB: '',
  };
  return { folder, environment, gone: () => rmSync(folder, { recursive: true, force: true }) };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function ask<T>(address: string, method: string, path: string, body?: unknown): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(address + path, { method, signal: AbortSignal.timeout(ANSWER), ...sent });
  const { value } = (await answer.json()) as { value: T };
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}

/** Waits until something is given; what it throws meanwhile is told when time is up. */
async function wait<T>(why: string, look: () => Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  let last: unknown = 'nothing';
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found) return found as NonNullable<T>;
    } catch (failed) {
      last = failed;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${why}: waited ${PATIENCE} ms, last ${String(last)}`);
}

async function startDriver(environment: NodeJS.ProcessEnv): Promise<{ driver: ChildProcess; address: string }> {
  const [port, native] = [await freePort(), await freePort()];
  const name = process.env.TAURI_DRIVER ?? 'tauri-driver';
  const words = ['--port', `${port}`, '--native-port', `${native}`, '--native-driver', '/usr/bin/WebKitWebDriver'];
  const driver = spawn(name, words, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  const address = `http://127.0.0.1:${port}`;
  await wait('tauri-driver answers', () => ask<{ ready: boolean }>(address, 'GET', '/status').then((status) => status.ready));
  return { driver, address };
}

/** Opens the window with arguments. */
export async function open(who: Person, ...args: string[]): Promise<Opened> {
  const { driver, address } = await startDriver(who.environment);
  const capabilities = { alwaysMatch: { 'tauri:options': { application: who.program ?? program(), args } } };
  const { sessionId } = await ask<{ sessionId: string }>(address, 'POST', '/session', { capabilities }).catch(async (failed) => {
    await ended(driver);
    throw failed;
  });
  const at = `${address}/session/${sessionId}`;
  const run = <T>(script: string, ...values: unknown[]) => ask<T>(at, 'POST', '/execute/sync', { script, args: values });
  const until = <T>(why: string, script: string, ...values: unknown[]) => wait<T>(why, () => run<T>(script, ...values)) as Promise<T>;
  const click = async (selector: string, text = '') => {
    const found = await until<Record<string, string>>(`${selector} ${text} is there`, SHOWN, selector, text);
    await ask(at, 'POST', `/element/${found[ELEMENT]}/click`, {});
  };
  const type = async (text: string) => {
    const keys = [...text].flatMap((value) => ['keyDown', 'keyUp'].map((kind) => ({ type: kind, value })));
    await ask(at, 'POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions: keys }] });
  };
  const shoot = async (name: string) => {
    mkdirSync(join(root, 'out/screens'), { recursive: true });
    writeFileSync(join(root, 'out/screens', `${name}.png`), await ask<string>(at, 'GET', '/screenshot'), 'base64');
  };
  const close = async () => {
    // The last window is the session: some drivers answer its end with an error.
    await ask(at, 'DELETE', '/window').catch(() => undefined);
    await ask(at, 'DELETE', '').catch(() => undefined);
    await ended(driver);
    // A start while the last one is still leaving would be given to that one.
    await wait('the program left', async () => !runs(who.folder));
  };
  return { run, until, click, type, shoot, close };
}

/** Whether a process of a person still runs: their folder is in its environment. */
function runs(folder: string): boolean {
  return readdirSync('/proc').some((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').includes(`HOME=${folder}`);
    } catch {
      // It ended meanwhile, or is somebody else's.
      return false;
    }
  });
}

/** The first element of a selector that is laid out and says the text. */
const SHOWN = `
  const [selector, text] = arguments;
  return [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length > 0 && one.textContent.includes(text)) ?? null;`;

/** Asks a process to end and waits until it did. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return exit;
}
