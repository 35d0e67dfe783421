/**
 * The columns of the grid: which there are, how wide, in what groups, and which of them stay in place.
 *
 * Not in here: their drawing. The invariant: positions follow from order and widths alone.
 */
import type { FieldShape, ViewColumn } from '../../contract/contract';

/** Key of the column that shows tags; no field has it. */
export const TAGS = 'tags';
/** Width of the column of row numbers, CSS pixels. */
export const NUMBERS = 44;
/** Narrowest column, CSS pixels. */
export const NARROWEST = 56;

/** A column in its place. */
export interface Column {
  key: string;
  /** None for tags. */
  field: FieldShape | null;
  header: string;
  group: string;
  width: number;
  /** Left edge in the whole grid, CSS pixels, row numbers included. */
  left: number;
  numeric: boolean;
}

/** A run of columns under one group header. */
export interface Group {
  name: string;
  /** The unit that all its columns share; it stands in the group's header then, not in theirs. */
  unit: string | null;
  left: number;
  width: number;
  frozen: boolean;
}

/** Columns that a view shows unless it says otherwise. */
export const USUAL: ViewColumn[] = [
  'project_name', 'system_name', 'report_unit', 'status', 'approval_date', 'online_date', 'invest_total', 'om_cost_year', 'deploy_location', 'network_types', 'dj_level',
].map((key) => ({ key }));

const WIDTHS: Partial<Record<FieldShape['type'], number>> = {
  text: 168, unit: 168, region: 112, uscc: 184, phone: 128, enum: 124, multi: 160, bool: 84, date: 104, money: 104, int: 92, number: 92,
};

/** Width of a field's column unless a person dragged it. */
export function usualWidth(field: FieldShape | null): number {
  if (!field) return 216;
  if (field.key === 'project_name') return 232;
  const letters = field.header.length + (field.unit ? field.unit.length + 1 : 0);
  return Math.max(WIDTHS[field.type] ?? 120, letters * 13 + 36);
}

const NUMERIC: ReadonlySet<string> = new Set(['money', 'int', 'number']);

/** Columns of a view in their places. A key that is no field any more is left out. */
export function placed(wanted: ViewColumn[], fields: readonly FieldShape[], tags: { header: string; group: string }): Column[] {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const columns: Column[] = [];
  let left = NUMBERS;
  for (const { key, width } of wanted) {
    const field = byKey.get(key) ?? null;
    if (!field && key !== TAGS) continue;
    const wide = Math.max(NARROWEST, width ?? usualWidth(field));
    const words = field ?? tags;
    columns.push({ key, field, header: words.header, group: words.group, width: wide, left, numeric: !!field && NUMERIC.has(field.type) });
    left += wide;
  }
  return columns;
}

/** Right edge of the last of the first `count` columns. */
export function edge(columns: readonly Column[], count = columns.length): number {
  const last = columns[Math.min(count, columns.length) - 1];
  return last ? last.left + last.width : NUMBERS;
}

/** Neighbours of one group under one header; a group that is partly frozen is two. */
export function grouped(columns: readonly Column[], frozen: number): Group[] {
  const groups: Group[] = [];
  columns.forEach((column, at) => {
    const last = groups[groups.length - 1];
    const inFrozen = at < frozen;
    const unit = column.field?.unit ?? null;
    if (last && last.name === column.group && last.frozen === inFrozen) {
      last.width += column.width;
      if (last.unit !== unit) last.unit = null;
    } else groups.push({ name: column.group, unit, left: column.left, width: column.width, frozen: inFrozen });
  });
  return groups;
}

/** The same columns with one of them moved before another place. */
export function moved<T>(columns: readonly T[], from: number, to: number): T[] {
  const rest = columns.filter((_, at) => at !== from);
  const one = columns[from];
  if (one === undefined) return [...columns];
  rest.splice(to > from ? to - 1 : to, 0, one);
  return rest;
}
