/**
 * Asking and changing: `useCommand` for what a page shows, `useChange` for what it does, `useJob` for what takes its time.
 *
 * Not in here: how a command reaches the program (`host`). The invariant: after anything was changed, everything shown is
 * asked for again; nobody has to remember what depends on what.
 */
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, onScopeDispose, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { asCommandError, useHost } from '../host';
import type { Answer, Command, CommandError, Request } from '../host';
import { beginJob } from './jobs';
import type { ShownJob } from './jobs';
import { markSaved } from './saved';

/** The client of all pages: answers are asked for again on every visit, and shown meanwhile as they were. */
export function newQueryClient(): QueryClient {
  // The program is on this machine: whether there is a network says nothing about it.
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always', placeholderData: keepPreviousData },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** How a command is asked. */
export interface Asking {
  /** False: not yet. */
  enabled?: MaybeRefOrGetter<boolean>;
  /** How long an answer holds, in milliseconds; nothing unless told. */
  staleTime?: number;
}

/** The answer of a command that changes nothing; asked anew when the request changes or anything was written. */
export function useCommand<K extends Command>(name: K, request: MaybeRefOrGetter<Request<K>>, asking: Asking = {}) {
  const host = useHost();
  return useQuery<Answer<K>, CommandError>({
    queryKey: [name, computed(() => toValue(request))],
    queryFn: () => host.call(name, toValue(request)),
    enabled: computed(() => toValue(asking.enabled) ?? true),
    staleTime: asking.staleTime ?? 0,
  });
}

/** A command that writes. `run` rejects with the error, which is also kept for the page to show. */
export function useChange<K extends Command>(name: K) {
  const host = useHost();
  const fresh = useFreshness();
  const change = useMutation<Answer<K>, CommandError, Request<K>>({
    mutationFn: (request) => host.call(name, request),
    onSuccess: fresh,
  });
  return { run: change.mutateAsync, busy: change.isPending, error: change.error, reset: change.reset };
}

/** A command that takes its time: shows a bar in the job panel, or on its page while that is open. */
export function useJob<K extends Command>(name: K, shown: 'panel' | 'page' = 'panel') {
  const host = useHost();
  const fresh = useFreshness();
  const own = new Set<ShownJob>();
  onScopeDispose(() => own.forEach((job) => (job.shown = 'panel')));
  async function run(request: Request<K>, title: string): Promise<Answer<K>> {
    const job = beginJob(title, shown);
    own.add(job);
    const running = host.job(name, request, (progress) => (job.progress = progress));
    job.cancel = () => {
      job.cancelling = true;
      running.cancel();
    };
    try {
      const answer = await running.done;
      job.end();
      await fresh();
      return answer;
    } catch (thrown) {
      const error = asCommandError(thrown);
      job.end(error);
      throw error;
    } finally {
      own.delete(job);
    }
  }
  return { run };
}

/** What must be called after something was written by other ways than `useChange` and `useJob`. */
export function useFreshness(): () => Promise<void> {
  const refresh = useRefresh();
  return () => {
    markSaved();
    return refresh();
  };
}

/** Asks everything shown anew; nothing was written. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries();
}
