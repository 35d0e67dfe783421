/**
 * What a window manager does, on a screen without one: which windows of a program show, and asking one to close.
 *
 * WebDriver closes a window from within, past any question; a person's way is a message of the X protocol, of which only the few
 * requests needed are here. The invariant: nothing is forced, the window decides.
 */
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';

const COOKIE = 'MIT-MAGIC-COOKIE-1';
const [GET_ATTRIBUTES, QUERY_TREE, INTERN_ATOM, GET_PROPERTY, SEND_EVENT, SET_FOCUS, QUERY_EXTENSION, KEYBOARD] = [3, 15, 16, 20, 25, 42, 98, 101];
/** The extension that stands for a person's hands, and its request. */
const HANDS = 'XTEST';
const FAKE_INPUT = 2;
const [PRESS, RELEASE] = [2, 3];
/** An answer, and an event, have this many bytes at least. */
const ANSWER = 32;
const VIEWABLE = 2;
const CLIENT_MESSAGE = 33;

const padded = (length: number) => (length + 3) & ~3;

/** The secret of a display, as `xvfb-run` leaves it in the file of XAUTHORITY; none where there is no such file. */
function cookie(display: string): Buffer {
  const path = process.env.XAUTHORITY;
  if (!path) return Buffer.alloc(0);
  const file = readFileSync(path);
  for (let at = 2; at < file.length; ) {
    const parts: Buffer[] = [];
    for (let part = 0; part < 4; part += 1) {
      const length = file.readUInt16BE(at);
      parts.push(file.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    at += 2;
    const [, number, name, data] = parts;
    if (data && name?.toString() === COOKIE && (number?.length === 0 || number?.toString() === display)) return data;
  }
  return Buffer.alloc(0);
}

/** Reads so many bytes, once they are there. */
function reader(socket: Socket): (bytes: number) => Promise<Buffer> {
  let held = Buffer.alloc(0);
  let waiting: (() => void) | null = null;
  socket.on('data', (more: Buffer) => {
    held = Buffer.concat([held, more]);
    waiting?.();
  });
  return async (bytes) => {
    while (held.length < bytes) await new Promise<void>((resolve) => (waiting = resolve));
    const taken = held.subarray(0, bytes);
    held = held.subarray(bytes);
    return taken;
  };
}

/** The screen that tests run on. */
export class Screen {
  /** Number of the last request; answers carry it. */
  private sent = 0;

  private constructor(private readonly socket: Socket, private readonly read: (bytes: number) => Promise<Buffer>, private readonly root: number) {}

  /** Connects to the display of the environment. */
  static async open(): Promise<Screen> {
    const display = /:(\d+)/.exec(process.env.DISPLAY ?? '')?.[1] ?? '0';
    const socket = createConnection(`/tmp/.X11-unix/X${display}`);
    const read = reader(socket);
    const data = cookie(display);
    const name = data.length > 0 ? Buffer.from(COOKIE) : Buffer.alloc(0);
    const hello = Buffer.alloc(12 + padded(name.length) + padded(data.length));
    hello.write('l', 0);
    hello.writeUInt16LE(11, 2);
    hello.writeUInt16LE(name.length, 6);
    hello.writeUInt16LE(data.length, 8);
    name.copy(hello, 12);
    data.copy(hello, 12 + padded(name.length));
    socket.write(hello);
    const head = await read(8);
    const about = await read(head.readUInt16LE(6) * 4);
    if (head[0] !== 1) throw new Error(`the display refuses: ${about.toString('latin1')}`);
    const [vendor, formats] = [about.readUInt16LE(16), about.readUInt8(21)];
    return new Screen(socket, read, about.readUInt32LE(32 + padded(vendor) + formats * 8));
  }

  /** Sends a request; words of 32 bits follow its head. */
  private send(code: number, second: number, body: Buffer): void {
    const head = Buffer.alloc(4);
    head.writeUInt8(code, 0);
    head.writeUInt8(second, 1);
    head.writeUInt16LE((4 + body.length) / 4, 2);
    this.sent = (this.sent + 1) & 0xffff;
    this.socket.write(Buffer.concat([head, body]));
  }

  private async ask(code: number, second: number, body: Buffer): Promise<Buffer | null> {
    this.send(code, second, body);
    for (;;) {
      const head = await this.read(ANSWER);
      const own = head.readUInt16LE(2) === this.sent;
      // A window that is gone meanwhile is answered by an error, which is as long.
      if (head[0] === 0 && own) return null;
      if (head[0] === 0) throw new Error(`the display refuses request ${head[10]}: error ${head[1]}`);
      // What is neither tells of an event.
      if (head[0] !== 1) continue;
      const rest = head.readUInt32LE(4) * 4;
      return rest > 0 ? Buffer.concat([head, await this.read(rest)]) : head;
    }
  }

  private async atom(name: string): Promise<number> {
    const body = Buffer.alloc(4 + padded(name.length));
    body.writeUInt16LE(name.length, 0);
    body.write(name, 4, 'latin1');
    return (await this.ask(INTERN_ATOM, 0, body))?.readUInt32LE(8) ?? 0;
  }

  private async property(window: number, name: string): Promise<Buffer> {
    const answer = await this.ask(GET_PROPERTY, 0, words(window, await this.atom(name), 0, 0, 64));
    return answer ? answer.subarray(ANSWER, ANSWER + (answer.readUInt32LE(16) * (answer[1] ?? 0)) / 8) : Buffer.alloc(0);
  }

  /** The windows of a program that show and that can be asked to close, the one opened last at the end. */
  async windows(program: string): Promise<number[]> {
    const tree = await this.ask(QUERY_TREE, 0, words(this.root));
    const all = Array.from({ length: tree?.readUInt16LE(16) ?? 0 }, (_, at) => tree?.readUInt32LE(ANSWER + at * 4) ?? 0);
    const found: number[] = [];
    for (const window of all) {
      const shows = (await this.ask(GET_ATTRIBUTES, 0, words(window)))?.[26] === VIEWABLE;
      const named = shows && (await this.property(window, 'WM_CLASS')).toString('latin1').toLowerCase().includes(program);
      if (named && (await this.property(window, 'WM_PROTOCOLS')).length > 0) found.push(window);
    }
    return found;
  }

  /** Asks a window to close, as the cross in its corner does. */
  async askToClose(window: number): Promise<void> {
    const event = Buffer.alloc(ANSWER);
    event.writeUInt8(CLIENT_MESSAGE, 0);
    event.writeUInt8(32, 1);
    event.writeUInt32LE(window, 4);
    event.writeUInt32LE(await this.atom('WM_PROTOCOLS'), 8);
    event.writeUInt32LE(await this.atom('WM_DELETE_WINDOW'), 12);
    this.send(SEND_EVENT, 0, Buffer.concat([words(window, 0), event]));
  }

  /** Presses keys in a window, one after the other, by their symbols (`X11/keysymdef.h`). */
  async press(window: number, ...symbols: number[]): Promise<void> {
    const name = Buffer.alloc(4 + padded(HANDS.length));
    name.writeUInt16LE(HANDS.length, 0);
    name.write(HANDS, 4, 'latin1');
    const extension = await this.ask(QUERY_EXTENSION, 0, name);
    if (extension?.[8] !== 1) throw new Error(`the display has no ${HANDS}`);
    // Nobody manages windows here: the focus is given, as a click into the window would give it. 2: back to its parent.
    this.send(SET_FOCUS, 2, words(window, 0));
    const [first, count] = [8, 248];
    const keyboard = await this.ask(KEYBOARD, 0, Buffer.from([first, count, 0, 0]));
    const wide = keyboard?.[1] ?? 1;
    for (const symbol of symbols) {
      const place = Array.from({ length: count }, (_, at) => keyboard?.readUInt32LE(ANSWER + at * wide * 4)).indexOf(symbol);
      if (place < 0) throw new Error(`no key gives ${symbol}`);
      for (const kind of [PRESS, RELEASE]) {
        const event = Buffer.alloc(ANSWER);
        event.writeUInt8(kind, 0);
        event.writeUInt8(first + place, 1);
        this.send(extension[9] ?? 0, FAKE_INPUT, event);
      }
    }
    // An answer means that all of it was taken.
    await this.atom('WM_PROTOCOLS');
  }

  close(): void {
    this.socket.end();
  }
}

function words(...values: number[]): Buffer {
  const body = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => body.writeUInt32LE(value, at * 4));
  return body;
}
