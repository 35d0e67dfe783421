/**
 * The rows of a long list, page by page as they come into sight.
 *
 * The invariant: rows of another filter are never shown as rows of this one; a row that is on its way is `undefined`.
 */
import { useQueries } from '@tanstack/vue-query';
import { computed } from 'vue';
import type { Ref } from 'vue';
import type { ReviewFilter, SuggestionPage, SuggestionRow } from '../../contract/contract';
import { useHost } from '../../host';

/** Rows of one page. */
export const CHUNK = 100;

/** The pages that hold the rows from `first` to `last`. */
export function chunksOf(first: number, last: number): number[] {
  const [from, to] = [Math.floor(Math.max(0, first) / CHUNK), Math.floor(Math.max(0, last) / CHUNK)];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Rows of a filter around what is in sight. */
export function useRows(filter: Ref<ReviewFilter>, sight: Ref<{ first: number; last: number }>) {
  const host = useHost();
  const chunks = computed(() => [...new Set([0, ...chunksOf(sight.value.first, sight.value.last)])]);
  const pages = useQueries({
    queries: computed(() =>
      chunks.value.map((chunk) => ({
        queryKey: ['suggestions', filter.value, chunk],
        queryFn: () => host.call('suggestions', { filter: filter.value, offset: chunk * CHUNK, limit: CHUNK }),
        placeholderData: undefined,
      })),
    ),
  });
  const first = computed<SuggestionPage | undefined>(() => pages.value[0]?.data);
  return {
    total: computed(() => first.value?.total ?? 0),
    amount: computed(() => first.value?.amount ?? '0'),
    isPending: computed(() => pages.value[0]?.isPending ?? true),
    error: computed(() => pages.value.find((page) => page.error)?.error ?? null),
    row(at: number): SuggestionRow | undefined {
      const page = chunks.value.indexOf(Math.floor(at / CHUNK));
      return page < 0 ? undefined : pages.value[page]?.data?.rows[at % CHUNK];
    },
  };
}
