/**
 * What the pages stand on: a window or a browser. Everything that leaves a page goes through here.
 *
 * In here: the shape and its errors. Not in here: the two ways of doing it (`window.ts`, `browser.ts`), freshness of answers
 * (`shared/query.ts`). The invariant: a page cannot tell the hosts apart but by `kind`.
 */
import type { ApiError, Commands, Progress } from '../contract/contract';

/** Name of a command. */
export type Command = keyof Commands;
/** What a command is asked. */
export type Request<K extends Command> = Commands[K][0];
/** What a command answers. */
export type Answer<K extends Command> = Commands[K][1];

/** A file that a person chose: what requests call it, and the name a person knows. */
export interface ChosenFile {
  /** For `file` of a request: a path, or an upload. */
  file: string;
  /** Its name without folders. */
  name: string;
}

/** A command at work. */
export interface Running<A> {
  /** Its answer; rejects with a `CommandError`. */
  done: Promise<A>;
  /** Asks it to stop; it leaves nothing behind and `done` rejects with `cancelled`. */
  cancel(): void;
}

/** What files a dialog offers. */
export type FileKind = 'table' | 'backup' | 'register' | 'package' | 'photo';

/** A window or a browser. */
export interface Host {
  /** A browser has no folders to open and no paths to give. */
  readonly kind: 'window' | 'browser';
  /** Asks a command; rejects with a `CommandError`. */
  call<K extends Command>(name: K, request: Request<K>): Promise<Answer<K>>;
  /** Starts a command that takes its time. */
  job<K extends Command>(name: K, request: Request<K>, onProgress: (progress: Progress) => void): Running<Answer<K>>;
  /** Lets a person choose files; empty if they changed their mind. */
  pickFiles(kind: FileKind): Promise<ChosenFile[]>;
  /** Lets a person choose a folder; the tables in it. */
  pickFolder(): Promise<ChosenFile[]>;
  /** Where to save; none if they changed their mind. In a browser it becomes a download of that name. */
  pickSave(name: string): Promise<string | null>;
  /** Shows a file in its folder. Does nothing in a browser. */
  openFolder(file: string): Promise<void>;
  /** The first page is there: the window may be shown and files may come. */
  ready(): void;
  /** Told of files that come by themselves: dropped, opened with the program. Gives the way to stop. */
  onFiles(listener: (files: ChosenFile[]) => void): () => void;
}

/** An error of a command: its code and the parameters of its sentence. */
export class CommandError extends Error {
  readonly code: string;
  readonly params: Array<[string, string]>;

  constructor(error: ApiError) {
    super(error.code);
    this.name = 'CommandError';
    this.code = error.code;
    this.params = error.params;
  }
}

/** Whatever was thrown, as an error of a command. */
export function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) return thrown;
  if (isApiError(thrown)) return new CommandError(thrown);
  return new CommandError({ code: 'page_failed', params: [['why', String(thrown)]] });
}

function isApiError(thrown: unknown): thrown is ApiError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'params' in thrown;
}

/** Endings of files that hold tables. */
export const TABLE_ENDINGS = ['xlsx', 'xlsm', 'xlsb', 'xls', 'et', 'ods', 'csv', 'txt'];

/** Whether a name looks like a table; the program itself tells by content. */
export function looksLikeTable(name: string): boolean {
  const ending = name.toLowerCase().split('.').pop() ?? '';
  return TABLE_ENDINGS.includes(ending) && !name.startsWith('~$');
}
