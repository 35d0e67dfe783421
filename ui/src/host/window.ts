/**
 * The window as host: one command of the program's own (`rpc`), native dialogs, files as paths.
 */
import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { open, save } from '@tauri-apps/plugin-dialog';
import { revealItemInDir } from '@tauri-apps/plugin-opener';
import type { JobEvent, Progress } from '../contract/contract';
import { asCommandError, TABLE_ENDINGS } from './host';
import type { Answer, ChosenFile, Command, FileKind, Host, Request, Running } from './host';

const rpc = <A>(command: string, request: unknown, channel?: Channel<JobEvent>) =>
  invoke<A>('rpc', { command, request, channel }).catch((thrown: unknown) => {
    throw asCommandError(thrown);
  });

function job<K extends Command>(name: K, request: Request<K>, onProgress: (p: Progress) => void): Running<Answer<K>> {
  const channel = new Channel<JobEvent>();
  const ended = new Promise<Answer<K>>((resolve, reject) => {
    channel.onmessage = (event) => {
      if ('progress' in event) onProgress(event.progress);
      else if ('done' in event) resolve(event.done as Answer<K>);
      else reject(asCommandError(event.failed));
    };
  });
  const started = rpc<{ job: number }>(name, request, channel);
  const cancel = () => void started.then(({ job: id }) => rpc('job_cancel', { job: id })).catch(() => undefined);
  return { done: started.then(() => ended), cancel };
}

const ENDINGS: Record<FileKind, string[]> = { table: TABLE_ENDINGS, backup: ['db'], register: ['db'], package: ['qcp'], photo: ['jpg', 'jpeg', 'png', 'pdf'] };

/** A path as a chosen file. */
function chosen(path: string): ChosenFile {
  return { file: path, name: path.split(/[\\/]/).pop() ?? path };
}

/** The window that shows this page. */
export const windowHost: Host = {
  kind: 'window',
  call: <K extends Command>(name: K, request: Request<K>) => rpc<Answer<K>>(name, request),
  job,
  pickFiles: async (kind) => {
    const multiple = kind === 'table' || kind === 'photo';
    const picked = await open({ multiple, filters: [{ name: ENDINGS[kind].join(' '), extensions: ENDINGS[kind] }] });
    return [picked ?? []].flat().map(chosen);
  },
  pickFolder: async () => {
    const folder = await open({ directory: true });
    if (folder === null) return [];
    return (await rpc<string[]>('folder_files', { folder })).map(chosen);
  },
  pickSave: (name) => save({ defaultPath: name }),
  openFolder: (file) => revealItemInDir(file),
  ready: () => void rpc('page_ready', {}).catch(() => undefined),
  onFiles: (listener) => {
    const stop = listen<string[]>('files', (event) => listener(event.payload.map(chosen)));
    void rpc<string[]>('files_waiting', {}).then((paths) => paths.length > 0 && listener(paths.map(chosen)), () => undefined);
    return () => void stop.then((unlisten) => unlisten());
  },
};
