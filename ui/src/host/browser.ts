/**
 * The browser as host: `qingce serve` answers on the address the page came from.
 *
 * Files are uploaded and stay in the memory of the program; what is written comes back as a download, which starts by itself.
 */
import type { ApiError, Progress } from '../contract/contract';
import { asCommandError, CommandError, looksLikeTable, TABLE_ENDINGS } from './host';
import type { Answer, ChosenFile, Command, FileKind, Host, Request, Running } from './host';

const DOWNLOAD = 'download:';
const LINK = '/api/download/';

async function post(path: string, body: BodyInit, type: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', body, headers: { 'content-type': type } });
  } catch {
    throw new CommandError({ code: 'host_gone', params: [] });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw asCommandError(answer ?? { code: 'host_failed', params: [['status', String(response.status)]] });
}

const postJson = (path: string, request: unknown) => post(path, JSON.stringify(request), 'application/json');

/** A file written for a download comes as a link: follow it. */
function delivered<A>(answer: A): A {
  const file = (answer as { file?: unknown } | null)?.file;
  if (typeof file === 'string' && file.startsWith(LINK)) {
    const link = document.createElement('a');
    link.href = file;
    link.download = '';
    link.click();
  }
  return answer;
}

function follow<A>(job: number, onProgress: (progress: Progress) => void): Promise<A> {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`/api/jobs/${job}/events`);
    const on = (name: string, then: (data: unknown) => void) =>
      events.addEventListener(name, (event) => then(JSON.parse((event as MessageEvent<string>).data)));
    on('progress', (data) => onProgress(data as Progress));
    on('done', (data) => {
      events.close();
      resolve(delivered(data as A));
    });
    on('failed', (data) => {
      events.close();
      reject(new CommandError(data as ApiError));
    });
    // The browser reconnects by itself, and the job tells its last word again; only a closed stream is an end.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) reject(new CommandError({ code: 'host_gone', params: [] }));
    };
  });
}

function job<K extends Command>(name: K, request: Request<K>, onProgress: (p: Progress) => void): Running<Answer<K>> {
  let cancelled = false;
  const started = postJson(`/api/jobs/${name}`, request) as Promise<{ job: number }>;
  const stop = (id: number) => void postJson(`/api/jobs/${id}/cancel`, {}).catch(() => undefined);
  const done = started.then(({ job: id }) => {
    if (cancelled) stop(id);
    return follow<Answer<K>>(id, onProgress);
  });
  const cancel = () => {
    cancelled = true;
    void started.then(({ job: id }) => stop(id), () => undefined);
  };
  return { done, cancel };
}

async function upload(file: File): Promise<ChosenFile> {
  const name = file.name;
  const path = `/api/upload?name=${encodeURIComponent(name)}`;
  const kept = (await post(path, file, 'application/octet-stream')) as { file: string };
  return { file: kept.file, name };
}

const uploaded = (files: Iterable<File>) => Promise.all([...files].map(upload));

/** Opens the browser's own dialog. */
function choose(set: (input: HTMLInputElement) => void): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    set(input);
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

const ACCEPT: Record<FileKind, string> = {
  table: TABLE_ENDINGS.map((ending) => `.${ending}`).join(','),
  backup: '.db',
  register: '.db',
  package: '.qcp',
  // By type, so that a device with a camera offers it.
  photo: 'image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf',
};

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    // A reader gives its entries in parts, an empty one at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found.filter((file) => looksLikeTable(file.name));
    for (const inner of part) found.push(...(await filesOf(inner)));
  }
}

function onFiles(listener: (files: ChosenFile[]) => void): () => void {
  const over = (event: DragEvent) => event.preventDefault();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
    const found = Promise.all(entries.filter((entry) => entry !== null).map(filesOf));
    void found.then((files) => uploaded(files.flat())).then((files) => files.length > 0 && listener(files));
  };
  window.addEventListener('dragover', over);
  window.addEventListener('drop', drop);
  return () => {
    window.removeEventListener('dragover', over);
    window.removeEventListener('drop', drop);
  };
}

/** The browser that shows this page. */
export const browserHost: Host = {
  kind: 'browser',
  call: async <K extends Command>(name: K, request: Request<K>) =>
    delivered((await postJson(`/api/rpc/${name}`, request)) as Answer<K>),
  job,
  pickFiles: async (kind) => uploaded(await choose((input) => Object.assign(input, { multiple: kind === 'table' || kind === 'photo', accept: ACCEPT[kind] }))),
  pickFolder: async () => {
    const all = await choose((input) => Object.assign(input, { webkitdirectory: true }));
    return uploaded(all.filter((file) => looksLikeTable(file.name)));
  },
  pickSave: async (name) => DOWNLOAD + name,
  openFolder: async () => undefined,
  ready: () => undefined,
  onFiles,
};
