import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserHost } from './browser';
import type { CommandError } from './host';

/** A stream of events as `serve` sends them. */
class Events {
  static last: Events;
  static CLOSED = 2;
  readyState = 1;
  onerror: (() => void) | null = null;
  listeners = new Map<string, (event: { data: string }) => void>();
  constructor(readonly url: string) {
    Events.last = this;
  }
  addEventListener(name: string, listener: (event: { data: string }) => void) {
    this.listeners.set(name, listener);
  }
  tell(name: string, data: unknown) {
    this.listeners.get(name)?.({ data: JSON.stringify(data) });
  }
  close() {
    this.readyState = Events.CLOSED;
  }
}

const answered = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const fetched = vi.fn();
beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('EventSource', Events);
});
afterEach(() => vi.unstubAllGlobals());

const error = (promise: Promise<unknown>) => promise.then(() => null, (thrown: unknown) => thrown as CommandError);

describe('the browser as host', () => {
  it('asks by its command and gives the answer', async () => {
    fetched.mockResolvedValue(answered(200, { batches: [] }));
    expect(await browserHost.call('batches', {})).toEqual({ batches: [] });
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/rpc/batches');
  });
  it('tells every failure as a code: refused, gone, and what is no answer at all', async () => {
    fetched.mockResolvedValueOnce(answered(422, { code: 'no_list', params: [['list', 'x']] }));
    const refused = await error(browserHost.call('lists', {}));
    expect([refused?.code, refused?.params], 'the code of the program').toEqual(['no_list', [['list', 'x']]]);
    fetched.mockRejectedValueOnce(new TypeError('network'));
    expect((await error(browserHost.call('lists', {})))?.code, 'nobody answers').toBe('host_gone');
    fetched.mockResolvedValueOnce(new Response('<html>', { status: 502 }));
    expect((await error(browserHost.call('lists', {})))?.code, 'not the program that answers').toBe('host_failed');
  });
  it('follows a job to its end, and stops it', async () => {
    fetched.mockImplementation(async () => answered(200, { job: 7 }));
    const seen: number[] = [];
    const running = browserHost.job('tag', {}, (progress) => seen.push(progress.done));
    await vi.waitFor(() => expect(Events.last?.url).toBe('/api/jobs/7/events'));
    Events.last.tell('progress', { phase: 'judge', done: 5, total: 10, findings: 0 });
    running.cancel();
    await vi.waitFor(() => expect(fetched.mock.calls.map(([path]) => path as string)).toContain('/api/jobs/7/cancel'));
    Events.last.tell('failed', { code: 'cancelled', params: [] });
    expect((await error(running.done))?.code, 'a job that was stopped says so').toBe('cancelled');
    expect(seen).toEqual([5]);
    expect(Events.last.readyState, 'nothing listens on').toBe(Events.CLOSED);
  });
  it('fetches what was written for a download', async () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    fetched.mockResolvedValue(answered(200, { file: '/api/download/3', list: 'cloud', title: '', records: 1, findings: [] }));
    const out = await browserHost.pickSave('上云迁移清单.xlsx');
    expect(out, 'a browser has no paths').toBe('download:上云迁移清单.xlsx');
    await browserHost.call('export', { list: 'cloud', out: out ?? '' });
    expect(clicked, 'the download begins by itself').toHaveBeenCalledOnce();
    clicked.mockRestore();
  });
});
