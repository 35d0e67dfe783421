/** How a change of the journal is told: what it is of, before and after, and which days a filter means. Pure. */
import type { FieldJson, SetChangeLine, SetLine } from '../../contract/contract';

/** Kinds of reference data that stand in the journal as `KIND/KEY`. */
const REFERENCE = ['field', 'header', 'spelling', 'unit', 'expected', 'list', 'report_state', 'report_deadline', 'rule'];

/** What a change is of: a field of a record, a tag, the record itself, a piece of reference data, a pair of records, an earlier year or what seals it. */
export type ChangeOf =
  | { of: 'field' | 'tag' | 'record' | 'year' | 'digest'; key: string }
  | { of: 'reference'; kind: string; key: string }
  | { of: 'pair'; one: string; other: string };

/** Batches that are told otherwise than as imports, by their mode; the words are those of `word.batch`. */
const MODES = ['hand', 'package', 'package_merge'];

/** The word of a set: kind of word and key. */
export const wordOf = (set: Pick<SetLine, 'kind' | 'mode'>): [kind: string, key: string] =>
  set.kind === 'import' && set.mode !== null && MODES.includes(set.mode) ? ['batch', set.mode] : ['journal_kind', set.kind];

/** How a set can be taken back: as a batch, as decisions, as an edit, as a merging, as a word on reporting; none if it cannot, as what a package was made of. */
export function undoOf(set: Pick<SetLine, 'kind' | 'mode' | 'state' | 'taken_back'>): 'import' | 'package' | 'decision' | 'edit' | 'merge' | 'reporting' | null {
  if (set.kind === 'import') return set.state !== 'promoted' || set.mode === 'package' ? null : set.mode === 'package_merge' ? 'package' : 'import';
  if (set.taken_back) return null;
  if (set.kind === 'edit' || set.kind === 'edit_redo') return 'edit';
  return set.kind === 'decision' || set.kind === 'merge' || set.kind === 'reporting' ? set.kind : null;
}

/** What a change is of. */
export function changeOf(change: Pick<SetChangeLine, 'what' | 'field' | 'uid'>): ChangeOf {
  if (change.field === '') return { of: 'record', key: change.what };
  if (change.what === 'decided' || change.what === 'withdrawn') return { of: 'tag', key: change.field };
  const [kind = '', ...rest] = change.field.split('/');
  if (kind === 'relation' && rest.length === 2) return { of: 'pair', one: rest[0] ?? '', other: rest[1] ?? '' };
  if (kind === 'baseline' && rest.length > 0) return { of: 'year', key: rest[0] ?? '' };
  if (kind === 'baseline_digest') return { of: 'digest', key: rest[0] ?? '' };
  if (change.uid === null && rest.length > 0 && REFERENCE.includes(kind)) return { of: 'reference', kind, key: rest.join('/') };
  return { of: 'field', key: change.field };
}

/** Texts in a JSON value, in their order; yes and no are left out. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(texts);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** A value as a person reads it. Lines of reference data and extra columns are JSON: their texts are told. `comma` stands between several. */
export function valueText(value: FieldJson | null, comma: string): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(comma);
  const text = String(value);
  if (!/^[[{]/.test(text)) return text;
  try {
    return texts(JSON.parse(text)).join(comma);
  } catch {
    return text;
  }
}

/** The moments that a range of days means, here: from the first of its first day to the first after its last. */
export function momentsOf(first: string, last: string): { from?: string; until?: string } {
  const midnight = (day: string, later: number) => {
    const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
    return new Date(year, month - 1, date + later).toISOString().replace(/\.\d+Z$/, 'Z');
  };
  return { ...(first ? { from: midnight(first, 0) } : {}), ...(last ? { until: midnight(last, 1) } : {}) };
}
