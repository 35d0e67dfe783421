/**
 * An import on its way: files, how they are read, what waits, what was done. It outlives the page, so that a person may look at
 * other pages meanwhile.
 *
 * In here: the state and the steps. Not in here: corrections of a reading (`correct.ts`), looks. The invariant: what is
 * compared is what was shown: a file whose reading was changed is staged with that reading.
 */
import { computed, reactive, watchEffect } from 'vue';
import type { Choice, ChooseStagedRequest, FileToStage, HeldResult, MergeMode, OpenRows, Preview, SheetHeader, SheetReading } from '../../contract/contract';
import { asCommandError, useHost } from '../../host';
import type { ChosenFile, CommandError, Running } from '../../host';
import { jobs } from '../../shared/jobs';
import { useJob, useRefresh } from '../../shared/query';
import { unfinished } from '../../shared/unfinished';

/** Where the import stands. */
export type Step = 'choose' | 'reading' | 'staging' | 'compare' | 'promoting' | 'done';

/** A file of the import. */
export interface FlowFile {
  readonly id: number;
  /** As requests call it. */
  readonly file: string;
  readonly name: string;
  preview: Preview | null;
  error: CommandError | null;
  /** A person changed how it is read. */
  edited: boolean;
  /** It is being read. */
  busy: boolean;
  /** Who reports, where the file does not say. */
  unit: string;
  /** Rows that are to be shown unfolded. */
  open: OpenRows[];
}

/** Where a person looks. */
interface Looking {
  file: number | null;
  sheet: number;
  table: number;
  /** Place of the column among those of the table. */
  column: number | null;
}

/** Everything of the import that is on its way. */
export const flow = reactive({
  step: 'choose' as Step,
  files: [] as FlowFile[],
  looking: { file: null, sheet: 0, table: 0, column: null } as Looking,
  held: null as HeldResult | null,
  /** The files staged, in their order. */
  staged: [] as number[],
  job: null as number | null,
  error: null as CommandError | null,
});

let last = 0;
let reading: Running<Preview> | null = null;

/** The file that is looked at. */
export const current = computed(() => flow.files.find((file) => file.id === flow.looking.file) ?? null);
/** The job at work for the import, for its bar. */
export const currentJob = computed(() => jobs.find((job) => job.id === flow.job) ?? null);
/** Files that could be read. */
export const readable = computed(() => flow.files.filter((file) => file.preview !== null && file.error === null));
// Files that were begun and are neither stored nor given up, for whoever looks at other pages meanwhile.
watchEffect(() => {
  const waiting = flow.held?.files.filter((file) => file.waiting).length ?? 0;
  unfinished.value = flow.step === 'choose' ? 0 : flow.step === 'done' ? waiting : flow.files.length;
}, { flush: 'sync' });
/** Whether any file is still being read. */
export const atWork = computed(() => flow.files.some((file) => file.busy || (!file.preview && !file.error)));

/** The sheet to look at first: the first that is read. */
function firstSheet(preview: Preview): number {
  return Math.max(0, preview.sheets.findIndex((sheet) => sheet.reading.tables.length > 0));
}

/** Looks at a file. */
export function lookAt(file: FlowFile): void {
  flow.looking = { file: file.id, sheet: file.preview ? firstSheet(file.preview) : 0, table: 0, column: null };
}

function begin(chosen: ChosenFile): FlowFile {
  return reactive({ id: (last += 1), ...chosen, preview: null, error: null, edited: false, busy: false, unit: '', open: [] });
}

/** Forgets everything of the import. */
function reset(): void {
  reading?.cancel();
  Object.assign(flow, { step: 'choose', files: [], held: null, staged: [], job: null, error: null });
  flow.looking = { file: null, sheet: 0, table: 0, column: null };
}

const toStage = (file: FlowFile): FileToStage => ({
  file: file.file,
  ...(file.unit.trim() ? { unit: file.unit.trim() } : {}),
  ...(file.edited && file.preview ? { readings: file.preview.sheets.map((sheet) => sheet.reading) } : {}),
});

/** Takes a file out. */
export function remove(file: FlowFile): void {
  flow.files = flow.files.filter((other) => other !== file);
  const next = flow.files[0];
  if (!next) reset();
  else if (flow.looking.file === file.id) lookAt(next);
}

/** Reading files and correcting how they are read. */
export function useReading() {
  const host = useHost();

  async function read(file: FlowFile, readings?: SheetReading[], headers?: SheetHeader[]): Promise<void> {
    file.busy = true;
    const request = { file: file.file, picture: file.open, ...(readings ? { readings } : {}), ...(headers ? { headers } : {}) };
    const running = host.job('preview', request, () => undefined);
    reading = running;
    try {
      const preview = await running.done;
      if (reading !== running && readings) return;
      file.preview = preview;
      file.error = null;
    } catch (thrown) {
      const error = asCommandError(thrown);
      if (error.code !== 'cancelled') file.error = error;
    } finally {
      file.busy = false;
    }
  }

  /** Takes files in and reads them one after the other. */
  async function add(chosen: ChosenFile[]): Promise<void> {
    if (chosen.length === 0) return;
    if (flow.step === 'done') reset();
    const known = new Set(flow.files.map((file) => file.file));
    const fresh = chosen.filter((file) => !known.has(file.file)).map(begin);
    flow.files.push(...fresh);
    flow.step = 'reading';
    for (const file of fresh) {
      if (!flow.files.includes(file)) continue;
      await read(file);
      if (flow.looking.file === null && !file.error) lookAt(file);
    }
    const [first] = flow.files;
    if (flow.looking.file === null && first) lookAt(first);
  }

  /** Shows a changed reading at once, and asks what it makes of the rows. */
  async function correct(file: FlowFile, sheet: number, to: SheetReading): Promise<void> {
    if (!file.preview) return;
    file.edited = true;
    const sheets = file.preview.sheets.map((known, at) => (at === sheet ? { ...known, reading: to } : known));
    file.preview = { ...file.preview, sheets };
    await read(file, sheets.map((known) => known.reading));
  }

  /** Reads a sheet anew from the header that a person pointed at. */
  async function pointAt(file: FlowFile, header: SheetHeader): Promise<void> {
    if (!file.preview) return;
    file.edited = true;
    const others = file.preview.sheets.map((known) => known.reading).filter((known) => known.name !== header.sheet);
    await read(file, others, [header]);
  }

  /** Follows a reading that was kept in a file. */
  async function follow(file: FlowFile, readings: SheetReading[]): Promise<void> {
    file.edited = true;
    await read(file, readings);
  }

  /** Forgets all corrections. */
  async function again(file: FlowFile): Promise<void> {
    Object.assign(file, { edited: false, open: [] });
    await read(file);
  }

  /** Shows rows that are folded away. */
  async function unfold(file: FlowFile, rows: OpenRows): Promise<void> {
    file.open = [...file.open, rows];
    await read(file, file.edited ? file.preview?.sheets.map((known) => known.reading) : undefined);
  }

  return { add, correct, pointAt, follow, again, unfold };
}

/** Comparing with the register, storing, giving up. */
export function useImport() {
  const host = useHost();
  const staging = useJob('stage', 'page');
  const merging = useJob('merge_staged', 'page');
  const promoting = useJob('promote', 'page');
  const refresh = useRefresh();

  async function work(step: 'staging' | 'promoting', back: Step, run: () => Promise<HeldResult>): Promise<HeldResult | null> {
    Object.assign(flow, { step, error: null });
    const running = run();
    flow.job = jobs[jobs.length - 1]?.id ?? null;
    try {
      return await running;
    } catch (thrown) {
      const error = asCommandError(thrown);
      flow.step = back;
      if (error.code !== 'cancelled') flow.error = error;
      return null;
    } finally {
      flow.job = null;
    }
  }

  /** Compares what was read with the register. */
  async function compare(title: string): Promise<void> {
    const files = readable.value;
    if (flow.held) await host.call('discard', { id: flow.held.id }).catch(() => undefined);
    flow.held = null;
    const held = await work('staging', 'reading', () => staging.run({ files: files.map(toStage) }, title));
    if (!held) return;
    Object.assign(flow, { held, step: 'compare', staged: files.map((file) => file.id) });
  }

  /** Compares anew, rows meeting projects in another way. */
  async function merge(mode: MergeMode, title: string): Promise<void> {
    const { held } = flow;
    if (!held || held.merge === mode) return;
    const compared = await work('staging', 'compare', () => merging.run({ id: held.id, merge: mode }, title));
    if (compared) Object.assign(flow, { held: compared, step: 'compare' });
  }

  /** Says what is to become of cells that changed here: of one, or of all that are told. */
  async function choose(choice: Choice, of: Omit<ChooseStagedRequest, 'id' | 'choice'>): Promise<void> {
    const { held } = flow;
    if (!held) return;
    try {
      flow.held = await host.call('choose_staged', { id: held.id, choice, ...of });
      await refresh();
    } catch (thrown) {
      flow.error = asCommandError(thrown);
    }
  }

  /** Puts it into the register. */
  async function promote(title: string, files: number[] | null, allOrNothing: boolean): Promise<void> {
    const { held } = flow;
    if (!held) return;
    const request = { id: held.id, allOrNothing, ...(files ? { files } : {}) };
    const done = await work('promoting', 'compare', () => promoting.run(request, title));
    if (done) Object.assign(flow, { held: done, step: done.state === 'promoted' ? 'done' : 'compare' });
  }

  /** Gives the import up; nothing of it is left. */
  async function abandon(): Promise<void> {
    const { held, step } = flow;
    reset();
    if (held && (step !== 'done' || held.files.some((file) => file.waiting))) await host.call('discard', { id: held.id }).catch(() => undefined);
  }

  return { compare, merge, choose, promote, abandon };
}
