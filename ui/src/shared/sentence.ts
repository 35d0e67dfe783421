/**
 * Codes become sentences: findings and errors are `{code, params}`, their words are the program's message catalogue.
 *
 * Errors that only a page can meet (the program is gone) have their words in `locales/zh-CN/error.json`.
 */
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Finding, MessageResult, Severity } from '../contract/contract';
import { useCommand } from './query';

/** What is told of a code. */
export interface Sentence {
  /** What is wrong. */
  text: string;
  /** What to do, if anything is to be done. */
  hint: string | null;
  /** Weight of a finding; none for errors. */
  severity: Severity | null;
}

type Params = ReadonlyArray<readonly [string, string]>;

/** Puts parameters into the places `{name}` of a text; a place without one is left as it stands. */
export function filled(text: string, params: Params): string {
  const values = new Map(params);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values.get(name) ?? place);
}

/** The sentence of a code in a catalogue; none if the catalogue does not know it. */
export function sentenceOf(catalogue: MessageResult | undefined, code: string, params: Params): Sentence | null {
  const message = catalogue?.messages[code];
  if (!message) return null;
  return {
    text: filled(message.text, params),
    hint: message.hint === null ? null : filled(message.hint, params),
    severity: message.severity,
  };
}

/** Letters of a column, 1 = A. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** Where a finding is, as Excel names it: sheet and cell, row or column as far as known. */
export function placeOf(finding: Pick<Finding, 'sheet' | 'row' | 'column'>): string {
  const column = finding.column > 0 ? columnLetters(finding.column) : '';
  const row = finding.row > 0 ? String(finding.row) : '';
  return column + row === '' ? finding.sheet : `${finding.sheet}!${column}${row}`;
}

/** Sentences and words for a component. */
export function useSentences() {
  const { t, te } = useI18n();
  const { data, isPending } = useCommand('messages', {}, { staleTime: Infinity });
  const sentence = (code: string, params: Params = []): Sentence => {
    const known = sentenceOf(data.value, code, params);
    if (known) return known;
    const values = Object.fromEntries(params);
    if (!te(`error.${code}.text`)) return { text: t('error.unknown.text', { code }), hint: t('error.unknown.hint'), severity: null };
    return { text: t(`error.${code}.text`, values), hint: t(`error.${code}.hint`, values), severity: null };
  };
  /** The word of a stable key: `word('fate', 'new')`; the key itself while the catalogue is not there. */
  const word = (kind: string, key: string): string => data.value?.words[kind]?.[key] ?? key;
  /** The catalogue is there, or cannot be had: what is told now stays. */
  const settled = computed(() => !isPending.value);
  return { sentence, word, settled };
}
