/** Rows picked for a batch edit: one by one, by a stretch, or all of the selection. */
import { computed, ref, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import type { Selection } from '../../contract/contract';
import type { Rows } from './rows';

/** The rows picked; `all` of a selection stays all of it, whatever is in sight. */
export function usePicked(rows: Rows, selection: MaybeRefOrGetter<Selection>) {
  const one = shallowRef(new Set<string>());
  const whole = ref(false);
  const clear = () => {
    one.value = new Set();
    whole.value = false;
  };
  watch(() => [toValue(selection).condition, toValue(selection).search], clear);
  const has = (uid: string) => uid !== '' && (whole.value || one.value.has(uid));

  /** Picks the rows between two places, or lets them go where the first was picked. Rows not in sight are left. */
  function toggle(row: number, to: number) {
    const first = rows.row(row)?.record.uid;
    if (first === undefined) return;
    const next = new Set(whole.value ? [] : one.value);
    const on = !has(first);
    whole.value = false;
    for (let at = Math.min(row, to); at <= Math.max(row, to); at += 1) {
      const uid = rows.row(at)?.record.uid;
      if (uid !== undefined && on) next.add(uid);
      else if (uid !== undefined) next.delete(uid);
    }
    one.value = next;
  }

  return {
    toggle,
    clear,
    all: (on: boolean) => {
      clear();
      whole.value = on;
    },
    count: computed(() => (whole.value ? rows.total.value : one.value.size)),
    /** The projects picked one by one; empty for all of the selection. */
    uids: computed(() => [...one.value]),
    selection: computed<Selection>(() => ({ condition: toValue(selection).condition ?? '', search: toValue(selection).search ?? '' })),
    shown: computed(() => ({ has, state: whole.value ? ('all' as const) : one.value.size > 0 ? ('some' as const) : ('none' as const) })),
  };
}
