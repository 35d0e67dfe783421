/** The counts of the rail: what is in a page, or waits there. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useCommand } from '../shared/query';
import { unfinished } from '../shared/unfinished';

/** Counts by name of the page; pages without one have none. */
export function useWaiting(): ComputedRef<Record<string, number | undefined>> {
  const { data } = useCommand('overview', {});
  return computed(() => {
    const told = data.value;
    if (!told) return { import: unfinished.value };
    const missing = told.units.flatMap((level) => level.states).filter(({ state }) => state === 'missing');
    return {
      import: unfinished.value,
      register: told.all.records,
      review: told.suggestions.reduce((sum, { waiting }) => sum + waiting, 0),
      progress: told.all.records === 0 ? 0 : missing.reduce((sum, { units }) => sum + units, 0),
    };
  });
}
