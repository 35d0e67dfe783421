/** Where figures lead: every number on a page is a way to its rows. */
import type { RouteLocationRaw } from 'vue-router';

/** The rows of 台账 that a condition selects. */
export const rowsOf = (where: string): RouteLocationRaw => ({ name: 'register', query: where ? { where } : {} });

/** The rows of 台账 that imports told; of one fate, where one is named. */
export function rowsOfImports(batches: number[], fate?: 'new' | 'changed' | 'unchanged'): RouteLocationRaw {
  const told = batches.map((batch) => (fate ? `${batch}/${fate}` : String(batch)));
  return rowsOf(`import_batch has any (${told.join(';')})`);
}

/** One record of 台账, opened in its drawer. */
export const recordOf = (uid: string): RouteLocationRaw => ({ name: 'register', query: { uid } });

/** The suggestions of a tag in 研判. */
export const suggestionsOf = (tag: string): RouteLocationRaw => ({ name: 'review', query: { tag } });

/** The likely pairs of 查重 of which one is this record: those that wait for an answer, or those that have one. */
export const pairsOf = (uid: string, state: 'open' | 'answered' = 'open'): RouteLocationRaw => ({ name: 'duplicates', query: { uid, ...(state === 'answered' && { state }) } });
