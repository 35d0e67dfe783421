/**
 * What a row of the list says: which rules speak, what they saw, what is missing, and which class the project has.
 *
 * Not in here: words. The invariant: nothing is told that the rules did not see.
 */
import type { FieldShape, Form, RuleShape, SuggestionLine, SuggestionRow } from '../../contract/contract';

/** A field or fact and what stood in it; none where empty. */
export interface Seen {
  key: string;
  value: string | null;
}

/** What a row says of a tag. */
export interface Said {
  /** Rules that speak for the tag, the chosen one first. */
  rules: SuggestionLine[];
  /** The value that decides: the last that the first rule looked at. */
  first: Seen | null;
  /** The other values it saw. */
  others: Seen[];
  /** Keys of the fields that kept a rule from judging. */
  missing: string[];
  /** Classes of the tag or of the tag that refines it, with what the rules of the latter saw beside. */
  classes: Array<{ name: string; seen: Seen[] }>;
}

const ALWAYS_ANSWERS = new Set(['is', 'is_not', 'empty', 'not_empty']);

/** Keys without which a rule cannot judge; all that it looks at where it has no form. */
export function needsOf(form: Form | null, evidence: Seen[]): string[] {
  if (!form) return evidence.map((seen) => seen.key);
  const rows = form.groups.flat().filter((row) => row.field !== '' && !ALWAYS_ANSWERS.has(row.operator));
  return [...new Set(rows.map((row) => row.field))];
}

/** The tag that divides the projects of a tag into classes: given by rules that look at it (迁移分类 of 上云迁移). */
export function refinerOf(rules: RuleShape[], tag: string): string | null {
  const refining = rules.find(({ line, looks_at }) => line.class && line.tag !== tag && looks_at[0] === tag);
  return refining?.line.tag ?? null;
}

const seenBy = (line: SuggestionLine): Seen[] => line.evidence.map(([key, value]) => ({ key, value }));

/** What a row says of a tag; of all tags without one. `chosen` is the rule that is asked for. */
export function saidOf(row: SuggestionRow, tag: string, chosen: string, rules: RuleShape[]): Said {
  const about = row.tags.suggestions.filter((line) => tag === '' || line.tag === tag);
  const met = about.filter((line) => line.met);
  const speaking = met.length > 0 ? met : about;
  const order = (line: SuggestionLine) => Number(line.rule !== chosen);
  const ordered = [...speaking].sort((a, b) => order(a) - order(b));
  const known = ordered.length > 0 ? seenBy(ordered[0] as SuggestionLine).filter((seen) => seen.value !== null) : [];
  const waiting = met.length > 0 ? [] : about;
  const missing = waiting.flatMap((line) => {
    const needs = needsOf(rules.find((rule) => rule.line.id === line.rule)?.form ?? null, seenBy(line));
    return seenBy(line).filter((seen) => seen.value === null && needs.includes(seen.key)).map((seen) => seen.key);
  });
  const refiner = refinerOf(rules, tag);
  const classed = row.tags.suggestions.filter((line) => line.met && line.class && (line.tag === tag || line.tag === refiner));
  const told = new Set(known.map((seen) => seen.key));
  const beside = (line: SuggestionLine) => (line.tag === refiner ? seenBy(line).filter((seen) => seen.value !== null && !told.has(seen.key)) : []);
  const classes = classed.map((line) => ({ name: line.class ?? '', seen: beside(line) }));
  return { rules: ordered, first: known.at(-1) ?? null, others: known.slice(0, -1).reverse(), missing: [...new Set(missing)], classes };
}

/** The policy item without what stands in brackets behind it. */
export const shortBasis = (basis: string): string => basis.split(/[(\uff08]/)[0] ?? basis;

/** Header of a field by key; the key itself for what the catalogue does not know. */
export function headers(fields: FieldShape[]): (key: string) => string {
  const byKey = new Map(fields.map((field) => [field.key, field.header]));
  return (key) => byKey.get(key) ?? key;
}
