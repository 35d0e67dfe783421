/**
 * The form of a condition while it is edited: rows are added, changed, taken out; the rest stays as it is.
 *
 * Not in here: what a row means (the program reads it). The invariant: nothing given is changed in place.
 */
import type { FieldType, Form, FormRow, Operator } from '../../contract/contract';

/** Operators that take no value. */
export const BARE: ReadonlySet<Operator> = new Set<Operator>(['empty', 'not_empty']);
/** Operators that take several values. */
export const MANY: ReadonlySet<Operator> = new Set<Operator>(['in', 'not_in', 'has_any', 'has_all', 'lacks', 'matches']);
/** Operators of rows about tags. */
export const OF_TAGS: Operator[] = ['tagged', 'not_tagged'];

/** Where a row stands. */
export interface Place {
  group: number;
  row: number;
}

/** The word before a row: `when` first, then how it joins what stands above it. */
export function joinOf(form: Form, { group, row }: Place): 'when' | 'and' | 'or' {
  if (group === 0 && row === 0) return 'when';
  if (row === 0) return form.join;
  return form.join === 'and' ? 'or' : 'and';
}

/** The form with one row changed. */
export function changed(form: Form, place: Place, change: Partial<FormRow>): Form {
  const groups = form.groups.map((rows, group) =>
    group === place.group ? rows.map((row, at) => (at === place.row ? { ...row, ...change } : row)) : rows,
  );
  return { ...form, groups };
}

/** The form without a row. */
export function without(form: Form, place: Place): Form {
  const groups = form.groups.map((rows, group) => (group === place.group ? rows.filter((_, at) => at !== place.row) : rows));
  return { ...form, groups: groups.filter((rows) => rows.length > 0) };
}

const blank = (): FormRow => ({ field: '', operator: 'in', values: [] });

/** The form with a new row: one more that must hold, or one that may hold in the place of the last. */
export function withRow(form: Form, join: 'and' | 'or'): Form {
  if (form.groups.length === 0) return { join: 'and', groups: [[blank()]] };
  if (join === form.join) return { ...form, groups: [...form.groups, [blank()]] };
  const [only] = form.groups;
  if (form.groups.length === 1 && only?.length === 1) return { join, groups: [only, [blank()]] };
  const last = form.groups.length - 1;
  return { ...form, groups: form.groups.map((rows, at) => (at === last ? [...rows, blank()] : rows)) };
}

/** Values that a row keeps when its operator changes. */
export function keptValues(values: string[], operator: Operator): string[] {
  if (BARE.has(operator)) return [];
  return MANY.has(operator) ? values : values.slice(0, 1);
}

/** A row about another field: its first operator, no values. */
export const aboutField = (field: string, operators: Operator[]): FormRow => ({ field, operator: operators[0] ?? 'equal', values: [] });

/** Whether a row says something: it names a field (or a tag) and has the values it needs. */
export function isWhole(row: FormRow): boolean {
  if (!OF_TAGS.includes(row.operator) && row.field === '') return false;
  return BARE.has(row.operator) || (row.values.length > 0 && row.values.every((value) => value.trim() !== ''));
}

/** Whether all rows say something. */
export const isComplete = (form: Form): boolean => form.groups.every((rows) => rows.every(isWhole));

/** What a value is entered with. */
export type Entry = 'none' | 'codes' | 'texts' | 'number' | 'months' | 'text';

/** What the values of a row are entered with. */
export function entryOf(operator: Operator, kind: FieldType, hasCodes: boolean): Entry {
  if (BARE.has(operator)) return 'none';
  if (operator === 'older_than_months') return 'months';
  if (hasCodes && operator !== 'matches') return 'codes';
  if (MANY.has(operator)) return 'texts';
  return kind === 'money' || kind === 'int' || kind === 'number' ? 'number' : 'text';
}
