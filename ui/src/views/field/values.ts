/** Values as they stand on the sheet and in conflicts, and where two of them differ. Pure. */
import { JOIN } from '../register/cells';
import type { FieldJson, FieldShape } from '../../contract/contract';

/** A value as a person would write it. */
export const shown = (value: FieldJson | null): string => (value === null ? '' : Array.isArray(value) ? value.join(JOIN) : String(value));

/** The header of a field, with the unit of its numbers; empty where there is no field. */
export function called(field: Pick<FieldShape, 'header' | 'unit'> | undefined, t: (path: string, values: Record<string, unknown>) => string): string {
  if (!field) return '';
  return field.unit ? t('field.with_unit', { name: field.header, unit: field.unit }) : field.header;
}

/** Columns that fit no field, as pairs of header and text; they come as the text of JSON. */
export function extras(value: FieldJson | null): [string, string][] {
  try {
    const pairs: unknown = JSON.parse(shown(value));
    return Array.isArray(pairs) ? pairs.map(([header, text]: [string, string]) => [String(header), String(text)]) : [];
  } catch {
    return [];
  }
}

/** A text in three parts: the middle one is not in the text that it is held against. */
export function apart(text: string, against: string): [string, string, string] {
  const [here, there] = [[...text], [...against]];
  const least = Math.min(here.length, there.length);
  let first = 0;
  while (first < least && here[first] === there[first]) first += 1;
  let last = 0;
  while (last < least - first && here[here.length - 1 - last] === there[there.length - 1 - last]) last += 1;
  const end = here.length - last;
  return [here.slice(0, first).join(''), here.slice(first, end).join(''), here.slice(end).join('')];
}
