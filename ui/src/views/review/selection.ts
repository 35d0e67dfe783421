/**
 * Which suggestions are chosen: some by hand, or all of the filter, seen or not.
 *
 * The invariant: all of the filter means all, also those that no page has shown yet; the bar says which of both it is.
 */
import { computed, ref, watch } from 'vue';
import type { Ref } from 'vue';

/** A chosen record and its amount, 万元 as text. */
export interface Chosen {
  uid: string;
  amount: string | null;
}

/** Sum of amounts in 万元, exact to 分. */
export const sumOf = (amounts: Array<string | null>): number =>
  amounts.reduce((sum, amount) => sum + Math.round(Number(amount ?? 0) * 1_000_000), 0);

/** The choice of a list; forgotten when the filter changes. */
export function useSelection(filter: Ref<string>, total: Ref<number>) {
  const chosen = ref(new Map<string, string | null>());
  const all = ref(false);
  const clear = () => {
    chosen.value = new Map();
    all.value = false;
  };
  watch(filter, clear);

  function toggle(row: Chosen) {
    if (all.value) return clear();
    const next = new Map(chosen.value);
    if (!next.delete(row.uid)) next.set(row.uid, row.amount);
    chosen.value = next;
  }
  const toggleAll = () => {
    const now = all.value || chosen.value.size > 0;
    clear();
    all.value = !now && total.value > 0;
  };
  return {
    chosen,
    all,
    count: computed(() => (all.value ? total.value : chosen.value.size)),
    /** 分. */
    fen: computed(() => sumOf([...chosen.value.values()])),
    uids: computed(() => (all.value ? undefined : [...chosen.value.keys()])),
    has: (uid: string) => all.value || chosen.value.has(uid),
    toggle,
    toggleAll,
    clear,
  };
}
