/**
 * What stands in a cell: the text that is shown, the text that is edited, and the remark that colours it.
 *
 * The invariant: the edited text, typed again, gives the same value.
 */
import type { FieldJson, FieldShape, Finding, GridRow, Severity } from '../../contract/contract';
import marks from '../../locales/marks.json';
import { amount } from '../../shared/format';

/** Between several codes of one cell. */
export const JOIN = marks.join;

/** A value as a person would type it; nothing where it is empty. */
export function editText(value: FieldJson | undefined | null): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(JOIN) : String(value);
}

/** A value as the grid shows it. */
export function shownText(value: FieldJson | undefined | null, field: FieldShape | null): string {
  const text = editText(value);
  if (text === '' || field?.type !== 'money') return text;
  return amount(text);
}

const WEIGHTS: Record<Severity, number> = { info: 0, explain: 1, must_fix: 2 };

/** The heaviest remark on a field of a row that is more than information; none if there is nothing to do. */
export function remarkOn(row: GridRow, key: string): Finding | null {
  let found: Finding | null = null;
  for (const finding of row.findings) {
    if (finding.field !== key || finding.severity === 'info') continue;
    if (!found || WEIGHTS[finding.severity] > WEIGHTS[found.severity]) found = finding;
  }
  return found;
}

/** A text cut where words that were searched for stand; every second part is one. */
export function marked(text: string, words: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    let at = -1;
    let length = 0;
    for (const word of words) {
      const here = lower.indexOf(word, from);
      if (here >= 0 && (at < 0 || here < at)) [at, length] = [here, word.length];
    }
    if (at < 0) break;
    parts.push(text.slice(from, at), text.slice(at, at + length));
    from = at + length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** The words of a search. */
export const wordsOf = (search: string): string[] => search.toLowerCase().split(/[\s\u3000]+/).filter((word) => word !== '');

/** Codes that hold what was typed, those that begin with it first. */
export function offered(codes: readonly string[], typed: string): string[] {
  const word = typed.trim().toLowerCase();
  if (word === '') return [...codes];
  const number = /^\d+$/.test(word) ? Number(word) - 1 : -1;
  const found = codes.filter((code, at) => at === number || code.toLowerCase().includes(word));
  return found.sort((a, b) => Number(b.toLowerCase().startsWith(word)) - Number(a.toLowerCase().startsWith(word)));
}
