/**
 * The rows of the grid, fetched in blocks as they come into sight and kept while the selection stays the same.
 *
 * Not in here: which are in sight (the grid tells). The invariant: what is shown belongs to one selection; the old rows stay
 * until the first of the new ones are there.
 */
import { useQuery } from '@tanstack/vue-query';
import { computed, ref, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import type { GridPage, GridRow, Selection, SumLine } from '../../contract/contract';
import { asCommandError, useHost } from '../../host';
import type { CommandError } from '../../host';

/** Rows in sight, by first and last of each run, the last excluded. */
export type Runs = ReadonlyArray<readonly [from: number, to: number]>;
const FIRST: Runs = [[0, 1]];

/** Rows asked for at a time. */
export const BLOCK = 60;
/** Rows kept; the blocks that were in sight longest ago go first. */
const KEPT_BLOCKS = 80;

/** The rows of a selection. */
export function useRows(selection: MaybeRefOrGetter<Selection>, sums: readonly string[]) {
  const host = useHost();
  const blocks = shallowRef(new Map<number, GridRow[]>());
  const total = ref(0);
  const all = ref(0);
  const totals = shallowRef<Record<string, SumLine | undefined>>({});
  const error = shallowRef<CommandError | null>(null);
  const loaded = ref(false);
  let generation = 0;
  let shownGeneration = -1;
  let asked = new Set<number>();
  let sight: Runs = [[0, BLOCK]];

  async function ask(block: number) {
    asked.add(block);
    const mine = generation;
    const first = asked.size === 1;
    try {
      const page = await host.call('grid', { selection: toValue(selection), offset: block * BLOCK, limit: BLOCK, sums: first ? [...sums] : [] });
      if (mine === generation) take(block, page, first);
    } catch (thrown) {
      if (mine === generation) {
        error.value = asCommandError(thrown);
        loaded.value = true;
      }
    }
  }

  function take(block: number, page: GridPage, first: boolean) {
    const kept = generation === shownGeneration ? new Map(blocks.value) : new Map<number, GridRow[]>();
    shownGeneration = generation;
    kept.delete(block);
    kept.set(block, page.rows);
    for (const old of kept.keys()) {
      if (kept.size <= KEPT_BLOCKS) break;
      kept.delete(old);
      asked.delete(old);
    }
    blocks.value = kept;
    total.value = page.total;
    all.value = page.all;
    if (first) totals.value = page.sums;
    error.value = null;
    loaded.value = true;
  }

  /** Tells which rows are in sight; those that are not there yet are fetched, the first where there are none: it tells how many there are. */
  function see(runs: Runs) {
    sight = runs;
    for (const [from, to] of runs.length > 0 || asked.size > 0 ? runs : FIRST) {
      for (let block = Math.floor(Math.max(0, from) / BLOCK); block * BLOCK <= Math.max(0, to - 1); block += 1) {
        if (!asked.has(block)) void ask(block);
      }
    }
  }

  /** Fetches what is in sight anew. */
  function refresh() {
    generation += 1;
    asked = new Set();
    see(sight);
  }

  watch(() => JSON.stringify(toValue(selection)), () => {
    sight = [[0, Math.min(BLOCK, Math.max(1, sight.reduce((rows, [from, to]) => rows + to - from, 0)))]];
    refresh();
  });
  // Whatever is written anywhere makes this query ask again, and with it the rows.
  const fresh = useQuery({ queryKey: ['register-rows'], queryFn: () => Promise.resolve(Date.now() + generation), staleTime: 0 });
  watch(fresh.data, (_, before) => before !== undefined && refresh());

  return {
    /** How many rows the selection has. */
    total: computed(() => total.value),
    /** How many records the register has. */
    all: computed(() => all.value),
    /** Sums over the selection. */
    totals: computed(() => totals.value),
    error: computed(() => error.value),
    /** The first answer is there. */
    loaded: computed(() => loaded.value),
    /** A row by its place; none while it is being fetched. */
    row: (at: number): GridRow | undefined => blocks.value.get(Math.floor(at / BLOCK))?.[at % BLOCK],
    see,
    refresh,
  };
}

/** The rows of a selection. */
export type Rows = ReturnType<typeof useRows>;
