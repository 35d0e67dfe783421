/**
 * What a conflict says, by its kind: what it is about, what both began with, what stands here, what came. Pure.
 *
 * The invariant: nothing of it is a key; where a side is a deed and no value, it is told as a deed.
 */
import type { ConflictLine, FieldJson, ReceiptConflict } from '../../contract/contract';
import { extras, shown } from './values';

/** Where its words come from. */
export interface Words {
  t: (path: string, values?: Record<string, unknown>) => string;
  /** The word of a stable key. */
  word: (kind: string, key: string) => string;
  /** The header of a field. */
  header: (key: string) => string;
}

/** What is shown of a conflict. */
export interface Told {
  /** What it is about. */
  about: string;
  /** What both began with; none where it is not known, or where there is nothing to be told. */
  base: string | null;
  ours: string;
  theirs: string;
  /** Whether the sides are values that can be held against each other; a value can be typed for some of them. */
  values: boolean;
  /** Whether neither side may hold, but a value that is typed. */
  typed: boolean;
}

/** Relations that are the same from both sides. */
const EVEN = ['same', 'different', 'unsure'];

/** A decision as people say it; it comes as `accept/CLASS` or `postpone@DAY`. */
export function verdictOf(text: string, { t, word }: Pick<Words, 't' | 'word'>): string {
  const [, verdict = '', mark, rest = ''] = /^(\w+)(?:([/@])(.*))?$/.exec(text) ?? [];
  if (!verdict) return t('field.undecided_tag');
  const told = word('verdict', verdict);
  if (mark === '/') return t('field.verdict_class', { verdict: told, class: rest });
  return mark === '@' ? t('field.verdict_day', { verdict: told, day: rest }) : told;
}

/** An answer of 查重 as people say it; it comes as the relation, with `<` behind it where the other record is the first. */
export function answerOf(text: string, { t, word }: Pick<Words, 't' | 'word'>): string {
  const key = text.replace('<', '');
  if (!key) return t('field.unanswered');
  const relation = word('relation', key);
  if (EVEN.includes(key)) return t('field.answer.even', { relation });
  return t(text.endsWith('<') ? 'field.answer.second' : 'field.answer.first', { relation });
}

/** What a record that is gone there was: removed, or made part of another. */
function partOf(other: FieldJson | null, { t }: Pick<Words, 't'>, into = ''): [about: string, deed: string] {
  if (other === null || other === '') return [t('field.about.removed'), t('field.deed.removed.theirs')];
  return [t('field.about.merged'), into ? t('field.deed.removed.into', { name: into }) : t('field.deed.removed.merged')];
}

/** What is shown of a conflict; `into` is the name of the record of which it became a part there, where that is known. */
export function toldOf(conflict: ConflictLine, words: Words, into = ''): Told {
  const { t, header } = words;
  const sides = (text: (value: FieldJson | null) => string) => ({
    base: conflict.based ? text(conflict.base) : null,
    ours: text(conflict.ours),
    theirs: text(conflict.theirs),
    values: true,
    typed: false,
  });
  switch (conflict.kind) {
    case 'field':
      return { about: header(conflict.field), ...sides((value) => shown(value) || t('field.blank')), typed: true };
    case 'extra':
      return { about: t('field.extra'), ...sides((value) => extras(value).map(([name, text]) => t('field.extra_line', { name, text })).join('\n') || t('field.blank')) };
    case 'decision':
      return { about: t('field.about.decision', { tag: conflict.field }), ...sides((value) => verdictOf(shown(value), words)) };
    case 'answer':
      return { about: t('field.about.answer', { name: conflict.other?.name ?? '', unit: conflict.other?.unit ?? '' }), ...sides((value) => answerOf(shown(value), words)) };
    case 'gone':
      return { about: t('field.about.gone'), base: null, ours: t('field.deed.gone.ours'), theirs: t('field.deed.gone.theirs'), values: false, typed: false };
    case 'removed': {
      const [about, theirs] = partOf(conflict.theirs, words, into);
      return { about, base: null, ours: t('field.deed.removed.ours'), theirs, values: false, typed: false };
    }
  }
}

/** The same of a conflict that was decided: what it was about, and what was here, came and holds. */
export function decidedOf(conflict: ReceiptConflict, words: Words): { about: string; ours: string; theirs: string; kept: string } {
  const { t } = words;
  const { kind, took_theirs, ours, theirs, kept } = conflict;
  if (kind === 'gone' || kind === 'removed') {
    const [about, deed] = kind === 'gone' ? [t('field.about.gone'), t('field.deed.gone.theirs')] : partOf(theirs, words);
    const here = t(`field.deed.${kind}.ours`);
    return { about, ours: here, theirs: deed, kept: took_theirs ? deed : here };
  }
  const text = (value: string | null) => {
    if (kind === 'extra') return extras(value).map(([name, text]) => t('field.extra_line', { name, text })).join(t('field.comma')) || t('field.blank');
    if (kind === 'decision') return verdictOf(value ?? '', words);
    return kind === 'answer' ? answerOf(value ?? '', words) : value || t('field.blank');
  };
  const about = { field: () => conflict.header, extra: () => t('field.extra'), decision: () => t('field.about.decision', { tag: conflict.header }), answer: () => t('field.about.answer', { name: conflict.other?.name ?? '', unit: conflict.other?.unit ?? '' }) };
  return { about: about[kind](), ours: text(ours), theirs: text(theirs), kept: text(kept) };
}

/** Figures of a merge, in the order in which they are told; what is nought is left out by whoever shows them. */
export const FIGURES = ['new', 'changed', 'cells', 'same', 'taken_out', 'mergings', 'decisions', 'answers', 'checks', 'attachments'] as const;
