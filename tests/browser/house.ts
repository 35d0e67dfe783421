/**
 * A register filled by the command line, served by `qingce serve`, opened in Chromium: what every spec begins with.
 *
 * Not in here: what is tested. The invariant: a spec has a register, a server and a browser of its own, and leaves none behind.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const screens = join(root, 'out/screens');
const pages = join(root, 'ui/dist');

/** Who works; nobody's name. */
const PERSON = '周砚秋';

/** What a register holds before a spec begins. */
export type Filling = 'empty' | 'samples' | ((call: (...words: string[]) => string) => void);

/** How the page is looked at. */
export interface Look {
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  /** Device pixels of a CSS pixel: 1.25 is a screen at 125 %. */
  scale?: number;
  /** A screen that is touched. */
  touch?: boolean;
  /** What goes wrong in this page is what the spec is about. */
  rough?: boolean;
}

/** A served register and a browser. */
export interface House {
  /** A page of the program; its errors fail the spec at `close`. */
  open(way?: string, look?: Look): Promise<Page>;
  /** Runs the command line on the register. */
  call(...words: string[]): string;
  /** Runs the command line on another register of the folder. */
  callOn(name: string, ...words: string[]): string;
  /** Folder of this spec. */
  folder: string;
  /** Ends everything; throws what went wrong in the pages. */
  close(): Promise<void>;
}

function program(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  const built = process.env.QINGCE ?? join(target, 'debug', process.platform === 'win32' ? 'qingce.exe' : 'qingce');
  if (!existsSync(built)) throw new Error(`${built} is not built: cargo build -p qingce-cli`);
  if (!existsSync(join(pages, 'index.html'))) throw new Error('ui/dist is not built: npm --prefix ui run build');
  return built;
}

function chromiumProgram(): string {
  const named = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
  if (!named) throw new Error('no chromium: apt-get install chromium, or name it in CHROMIUM');
  return named;
}

function fill(filling: Filling, call: House['call']): void {
  if (filling === 'empty') return;
  if (filling !== 'samples') return filling(call);
  const folder = join(root, 'seeds/samples');
  call('import', ...readdirSync(folder).sort().map((name) => join(folder, name)));
  call('tag');
}

/** Starts the server and gives its link, which works once. */
async function serve(built: string, db: string): Promise<{ server: ChildProcess; link: string }> {
  const words = ['--json', '--db', db, '--operator', PERSON, 'serve', '--no-open', '--ui', pages];
  const server = spawn(built, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const told = await new Promise<string>((resolve, reject) => {
    let text = '';
    createInterface({ input: server.stdout! }).on('line', (line) => {
      text += line;
      try {
        resolve((JSON.parse(text) as { url: string }).url);
      } catch {
        // The document goes on in the next line.
      }
    });
    server.once('exit', (code) => reject(new Error(`qingce serve ended with ${code}: ${text}`)));
  });
  return { server, link: told };
}

/** Opens a house. */
export async function house(filling: Filling): Promise<House> {
  const built = program();
  const folder = mkdtempSync(join(tmpdir(), 'qingce-browser-'));
  const db = join(folder, '2026年普查.db');
  const call = (...words: string[]) => callOn('2026年普查.db', ...words);
  const callOn = (name: string, ...words: string[]) => {
    try {
      return execFileSync(built, ['--db', join(folder, name), '--operator', PERSON, ...words], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    } catch (failed) {
      // 4: done with rejected rows, as samples have them.
      const { status, stdout, stderr } = failed as { status: number; stdout: string; stderr: string };
      if (status === 4) return stdout;
      throw new Error(`qingce ${words.join(' ')} ended with ${status}: ${stderr}`);
    }
  };
  fill(filling, call);
  const { server, link } = await serve(built, db);
  const browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox', '--font-render-hinting=none'] });
  const wrong: string[] = [];
  const session = await signedIn(browser, link);
  const open = (way = '/', look: Look = {}) => opened(browser, link, session, way, look, wrong);
  const close = async () => {
    await within(20, 'the browser closes', browser.close());
    if (server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await within(20, 'the server stops', ended).finally(() => server.kill('SIGKILL'));
    }
    rmSync(folder, { recursive: true, force: true });
    if (wrong.length > 0) throw new Error(`the pages went wrong:\n${wrong.join('\n')}`);
  };
  return { open, call, callOn, folder, close };
}

/** Waits so many seconds for what must come to pass, and says what did not. */
async function within<T>(seconds: number, what: string, wanted: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${seconds} s: ${what}`)), seconds * 1000);
  });
  return Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** The link works once: its cookie is kept for all pages. */
async function signedIn(browser: Browser, link: string): Promise<Cookies> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function opened(browser: Browser, link: string, session: Cookies, way: string, look: Look, wrong: string[]): Promise<Page> {
  const { theme = 'light', width = 1440, height = 900, scale = 1, touch = false, rough = false } = look;
  const context = await browser.newContext({
    locale: 'zh-CN',
    colorScheme: theme,
    reducedMotion: 'reduce',
    deviceScaleFactor: scale,
    hasTouch: touch,
    viewport: { width: Math.floor(width / scale), height: Math.floor(height / scale) },
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await context.addCookies(session);
  const page = await context.newPage();
  watch(page);
  if (!rough) {
    page.on('pageerror', (error) => wrong.push(`${way}: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && wrong.push(`${way}: ${message.text()}`));
  }
  await page.goto(`${new URL(link).origin}/#${way}`);
  await settled(page);
  return page;
}

/** Questions of each page that are on their way, and when the last one set out or came back. */
const traffic = new WeakMap<Page, { open: Set<Request>; moved: number }>();

function watch(page: Page): void {
  const seen = { open: new Set<Request>(), moved: Date.now() };
  traffic.set(page, seen);
  const back = (request: Request) => {
    seen.open.delete(request);
    seen.moved = Date.now();
  };
  page.on('request', (request) => {
    seen.open.add(request);
    seen.moved = Date.now();
  });
  page.on('requestfinished', back);
  page.on('requestfailed', back);
}

/** So long nothing may set out or come back: longer than a page waits for the next key of a search. */
const QUIET = 350;

/** Waits until a page shows its answers: nothing is on its way, nothing turns. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  const seen = traffic.get(page);
  if (!seen) throw new Error('BUG: a page that this house did not open');
  const deadline = Date.now() + 20_000;
  const listening = (request: Request) => request.url().endsWith('/events');
  while ([...seen.open].some((request) => !listening(request)) || Date.now() - seen.moved < QUIET) {
    if (Date.now() > deadline) throw new Error(`still on the way: ${[...seen.open].map((request) => request.url()).join(', ')}`);
    await page.waitForTimeout(50);
  }
  await page.locator('main .loading').waitFor({ state: 'detached' });
}

/** Keeps a picture of a page in `out/screens`, for eyes. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`) });
}
