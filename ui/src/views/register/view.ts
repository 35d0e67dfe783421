/**
 * What the grid shows: search, condition, order, columns; and the saved views it may be.
 *
 * The invariant: `selection` follows from the state alone; a change of the state is not saved until a person saves it.
 */
import { computed, reactive, ref } from 'vue';
import type { GridView, Selection } from '../../contract/contract';
import { moved, USUAL, TAGS } from './columns';

/** The view of all projects as the program comes. */
export const everything = (): GridView => ({
  name: '', condition: '', search: '', sort: [], columns: [...USUAL, { key: TAGS }].map((column) => ({ ...column })), frozen: 1, group: '', folded: [],
});

/** The order in which groups stand together: by their field first, falling where a person sorts by it so. */
const grouped = (group: string, sort: string[]): string[] =>
  group === '' ? [...sort] : [sort.includes(`-${group}`) ? `-${group}` : group, ...sort.filter((key) => key !== group && key !== `-${group}`)];

const copied = (view: GridView): GridView => JSON.parse(JSON.stringify(view)) as GridView;

/** The state of the grid; `known` tells which fields there are. */
export function useView(known: (key: string) => boolean, left: { view: GridView; saved: string } | null = null) {
  const view = reactive<GridView>(left ? copied(left.view) : everything());
  const saved = ref(left?.saved ?? JSON.stringify(everything()));

  /** Shows a saved view, or everything. */
  function show(next: GridView) {
    const complete = { group: '', folded: [], ...copied(next), columns: next.columns.length > 0 ? copied(next).columns : everything().columns };
    Object.assign(view, complete);
    saved.value = JSON.stringify(copied(view));
  }

  /** Sorts by a column: rising, falling, not at all; `add` keeps the other columns sorted by. */
  function sortBy(key: string, add: boolean) {
    const others = add ? view.sort.filter((one) => one !== key && one !== `-${key}`) : [];
    if (view.sort.includes(key)) view.sort = [...others, `-${key}`];
    else if (view.sort.includes(`-${key}`)) view.sort = others;
    else view.sort = [...others, key];
  }

  return {
    view,
    show,
    sortBy,
    /** It is not as it was saved. */
    changed: computed(() => JSON.stringify(view) !== saved.value),
    /** It as it was saved. */
    saved,
    /** It was saved as it is now. */
    markSaved: () => (saved.value = JSON.stringify(view)),
    /** Groups by a field, none of them folded. */
    groupBy: (key: string) => Object.assign(view, { group: key, folded: [] }),
    /** Folds these groups, or unfolds them. */
    fold: (names: readonly string[], on: boolean) => (view.folded = [...(view.folded ?? []).filter((name) => !names.includes(name)), ...(on ? names : [])]),
    move: (from: number, to: number) => (view.columns = moved(view.columns, from, to)),
    resize: (key: string, width: number) => (view.columns = view.columns.map((one) => (one.key === key ? { ...one, width: Math.round(width) } : one))),
    /** Which records, in what order, with which fields. */
    selection: computed<Selection>(() => ({
      condition: view.condition,
      search: view.search,
      sort: grouped(view.group ?? '', view.sort),
      fields: [...new Set(['project_name', ...view.columns.map((column) => column.key).filter(known)])],
    })),
  };
}
