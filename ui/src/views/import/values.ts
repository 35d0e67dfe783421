/** Values of a record as a comparison shows them: amounts with thousands, several codes in a row, the difference of two amounts. */
import type { FieldJson, FieldShape } from '../../contract/contract';
import { amount } from '../../shared/format';

/** A value in words; empty for none. */
export function shownValue(value: FieldJson | null | undefined, field?: FieldShape, between = ' '): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(between);
  return field?.type === 'money' ? amount(String(value)) : String(value);
}

/** By how much an amount changes, with its sign; none where it is no amount or nothing stood there. */
export function difference(old: FieldJson | null, now: FieldJson | null, field: FieldShape | undefined): string | null {
  if (field?.type !== 'money' || old === null || now === null) return null;
  const step = Number(now) - Number(old);
  if (Number.isNaN(step) || step === 0) return null;
  return `${step > 0 ? '+' : '\u2212'}${amount(String(Math.abs(step)))}`;
}
