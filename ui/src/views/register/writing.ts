/**
 * Copying, pasting and changing cells of the grid: from ranges to records and back.
 *
 * Not in here: keys and drawing (the grid), what a text means (the program). The invariant: every cell that is written names
 * the revision that was seen, so nobody's change is written over.
 */
import { ref, shallowRef, toValue } from 'vue';
import type { MaybeRefOrGetter, Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { CellText, EditResult, RecordRow, Selection } from '../../contract/contract';
import { useHost } from '../../host';
import { count } from '../../shared/format';
import { useChange } from '../../shared/query';
import { editText, JOIN } from './cells';
import { fromTsv, pasted, toHtml, toTsv } from './clipboard';
import type { Block } from './clipboard';
import type { Column } from './columns';
import { cellsIn } from './ranges';
import type { Cell, Range } from './ranges';
import type { Rows } from './rows';

/** Cells that one edit of the grid may have; more go through the batch edit. */
export const MOST_CELLS = 20_000;

/** Finds the records of some rows. */
type Records = (top: number, bottom: number) => Promise<RecordRow[]>;

/** Copies a range as text and as a table. What is not shown is fetched first, which the clipboard event cannot wait for. */
function copying(
  rows: Rows, columns: MaybeRefOrGetter<Column[]>, records: Records, t: ReturnType<typeof useI18n>['t'], notice: Ref<string>,
  attempt: (work: () => Promise<void>) => Promise<void>, fill: (range: Range, text: string) => void,
) {
  const block = (found: RecordRow[], range: Range): Block => {
    const shown = toValue(columns).slice(range.left, range.right + 1);
    return found.map((record) => shown.map((column) => (column.field ? editText(record.values[column.key]) : record.tags.join(JOIN))));
  };
  const isText = (range: Range) => (column: number) => !toValue(columns)[range.left + column]?.numeric;
  return (range: Range, event: ClipboardEvent | null, cut: boolean) =>
    attempt(async () => {
      if (cellsIn(range) > MOST_CELLS) {
        notice.value = t('register.tooMany', { count: count(MOST_CELLS) });
        return;
      }
      const data = event?.clipboardData;
      const shown = Array.from({ length: range.bottom - range.top + 1 }, (_, at) => rows.row(range.top + at)?.record);
      if (data && shown.every((record) => record !== undefined)) {
        const texts = block(shown as RecordRow[], range);
        data.setData('text/plain', toTsv(texts));
        data.setData('text/html', toHtml(texts, isText(range)));
      } else {
        const texts = block(await records(range.top, range.bottom), range);
        const item = (type: string, text: string) => ({ [type]: new Blob([text], { type }) });
        await navigator.clipboard.write([new ClipboardItem({ ...item('text/plain', toTsv(texts)), ...item('text/html', toHtml(texts, isText(range))) })]);
      }
      notice.value = t('register.copied', { count: count(cellsIn(range)) });
      if (cut) fill(range, '');
    });
}

/** Every cell of a range. */
function cellsOf(range: Range): Cell[] {
  const wide = range.right - range.left + 1;
  return Array.from({ length: cellsIn(range) }, (_, at) => ({ row: range.top + Math.floor(at / wide), column: range.left + (at % wide) }));
}

/** What the page does with cells. */
export function useWriting(rows: Rows, columns: MaybeRefOrGetter<Column[]>, selection: MaybeRefOrGetter<Selection>) {
  const { t } = useI18n();
  const host = useHost();
  const edit = useChange('edit');
  const undo = useChange('undo_edit');
  const redo = useChange('redo_edit');
  /** What was done last, in words. */
  const notice = ref('');
  /** What was not done, and why. */
  const refused = shallowRef<EditResult | null>(null);
  const failure = shallowRef<unknown>(null);
  const pasting = shallowRef<{ cells: CellText[]; look: EditResult; lost: number } | null>(null);

  /** The records of some rows, from what is shown or, where it is more than that, from the register. */
  async function records(top: number, bottom: number): Promise<RecordRow[]> {
    const shown = Array.from({ length: bottom - top + 1 }, (_, at) => rows.row(top + at)?.record);
    if (shown.every((record) => record !== undefined)) return shown as RecordRow[];
    return (await host.call('list', { selection: toValue(selection), offset: top, limit: bottom - top + 1 })).rows;
  }

  function tooMany(cells: number): boolean {
    if (cells > MOST_CELLS) notice.value = t('register.tooMany', { count: count(MOST_CELLS) });
    return cells > MOST_CELLS;
  }
  function told(result: EditResult, done: string) {
    const stopped = result.seq === null && result.refused.length + result.conflicts.length > 0;
    refused.value = stopped ? result : null;
    notice.value = stopped ? '' : t(done, { count: count(result.changed) });
  }
  async function attempt(work: () => Promise<void>) {
    failure.value = null;
    try {
      await work();
    } catch (thrown) {
      failure.value = thrown;
    }
  }

  async function texts(cells: ReadonlyArray<Cell & { text: string }>): Promise<CellText[]> {
    const all = toValue(columns);
    const places = cells.map((cell) => cell.row);
    const [top, bottom] = [Math.min(...places), Math.max(...places)];
    const found = await records(top, bottom);
    return cells.flatMap(({ row, column, text }) => {
      const [record, field] = [found[row - top], all[column]?.field];
      return record && field ? [{ uid: record.uid, revision: record.revision, field: field.key, text }] : [];
    });
  }

  /** Writes cells as one edit. */
  const write = (cells: ReadonlyArray<Cell & { text: string }>) =>
    attempt(async () => {
      const list = await texts(cells);
      if (list.length > 0) told(await edit.run({ cells: list }), 'register.changed');
    });

  /** Gives every cell of a range one text. */
  function fill(range: Range, text: string) {
    if (tooMany(cellsIn(range))) return;
    void write(cellsOf(range).map((cell) => ({ ...cell, text })));
  }

  const copy = copying(rows, columns, records, t, notice, attempt, fill);

  /** Looks at what a pasted text would change; one cell is written at once. */
  const paste = (range: Range, event: ClipboardEvent) =>
    attempt(async () => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text === '') return;
      const { cells, lost } = pasted(fromTsv(text), range, { rows: rows.total.value, columns: toValue(columns).length });
      if (tooMany(cells.length)) return;
      if (cells.length === 1 && lost === 0) {
        await write(cells);
        return;
      }
      const list = await texts(cells);
      pasting.value = { cells: list, look: await host.call('edit', { cells: list, dryRun: true }), lost };
    });

  const writePaste = () =>
    attempt(async () => {
      const held = pasting.value;
      pasting.value = null;
      if (held) told(await edit.run({ cells: held.cells, skip: true }), 'register.pasted');
    });

  return {
    notice, refused, failure, pasting, write, fill, copy, paste, writePaste,
    /** Takes the last edit of this person back. */
    undo: () => attempt(async () => told(await undo.run({}), 'register.undone')),
    /** Takes the last undo back. */
    redo: () => attempt(async () => told(await redo.run({}), 'register.redone')),
    told,
  };
}
