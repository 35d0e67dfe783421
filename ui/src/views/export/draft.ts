/** A list being looked at: what a person changes of it before it is written or saved. Pure. */
import type { ColumnLine, ListLine } from '../../contract/contract';

/** How large the paper is shown: as on paper, as small as can be read, or all of its width. */
export type Zoom = 'real' | 'readable' | 'width';

const FIELD = 'field ';
const OTHERS = 'other fields';
const UID = 'uid';

/** Keys of the fields that a list shows, in their order; none where it shows all of them. */
export function fieldsOf(list: ListLine): string[] | null {
  if (list.column.some((column) => column.show === OTHERS)) return null;
  return list.column.filter((column) => column.show.startsWith(FIELD)).map((column) => column.show.slice(FIELD.length));
}

/** A column that shows what the catalogue says of a field. */
const column = (show: string): ColumnLine => ({ show, required: false, hint: '' });

/** The list with other fields: what is no field stays where it stands, a field that stays keeps its header and width. */
export function withFields(list: ListLine, keys: string[]): ListLine {
  const isField = ({ show }: ColumnLine) => show.startsWith(FIELD) || show === OTHERS;
  const known = new Map(list.column.map((one) => [one.show, one]));
  const fields = keys.map((key) => known.get(FIELD + key) ?? column(FIELD + key));
  const first = list.column.findIndex(isField);
  const before = list.column.slice(0, first < 0 ? list.column.length : first).filter((one) => !isField(one));
  const after = first < 0 ? [] : list.column.slice(first).filter((one) => !isField(one));
  return { ...list, column: [...before, ...fields, ...after] };
}

/** Whether a list carries the column by which its rows are known again. */
export const hasIdentity = (list: ListLine): boolean => list.column.some(({ show }) => show === UID);

/** The list with that column, or without. */
export function withIdentity(list: ListLine, on: boolean): ListLine {
  const others = list.column.filter(({ show }) => show !== UID);
  return { ...list, column: on ? [...others, column(UID)] : others };
}

/** A scope narrowed by one more condition. */
export const narrowed = (scope: string, condition: string): string =>
  scope.trim() === '' ? condition : condition.trim() === '' ? scope : `(${scope}) and (${condition})`;

/** What a workbook is called: its list and the day, without signs that Windows forbids. */
export function fileTitle(sheet: string, day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}`;
  return `${sheet.replace(/[\\/:*?"<>|]/g, '_')}_${date}.xlsx`;
}

/** Header cells of two rows: neighbours of one group share a cell, a column without a group goes over both rows. */
export interface HeadCell {
  text: string;
  columns: number;
  rows: number;
}

/** The header of columns that are shown. */
export function headOf(columns: Array<{ header: string; group: string }>): { top: HeadCell[]; below: HeadCell[] } {
  const [top, below]: [HeadCell[], HeadCell[]] = [[], []];
  const grouped = columns.some(({ group }) => group !== '');
  let last: string | null = null;
  for (const { header, group } of columns) {
    if (!grouped || group === '') {
      top.push({ text: header, columns: 1, rows: grouped ? 2 : 1 });
    } else {
      const open = top[top.length - 1];
      if (last === group && open) open.columns += 1;
      else top.push({ text: group, columns: 1, rows: 1 });
      below.push({ text: header, columns: 1, rows: 1 });
    }
    last = group === '' ? null : group;
  }
  return { top, below };
}
