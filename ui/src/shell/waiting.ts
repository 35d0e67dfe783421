/** The counts of the rail: what is in a page, or waits there. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useCommand } from '../shared/query';

/** Counts by name of the page; pages without one have none. */
export function useWaiting(): ComputedRef<Record<string, number | undefined>> {
  const { data: page } = useCommand('list', { selection: {}, limit: 0 });
  return computed(() => ({ register: page.value?.total }));
}
