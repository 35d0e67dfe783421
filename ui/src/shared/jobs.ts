/**
 * The long work that is going on, for whoever shows it.
 *
 * The invariant: a failed job stays in the list until a person has read it; a finished or cancelled one leaves by itself.
 */
import { reactive } from 'vue';
import type { Progress } from '../contract/contract';
import type { CommandError } from '../host';

/** A job as it is shown. */
export interface ShownJob {
  readonly id: number;
  /** What is being done, in words. */
  readonly title: string;
  /** When it began. */
  readonly since: number;
  /** How far it is; none until it tells. */
  progress: Progress | null;
  /** Where its bar stands. */
  shown: 'panel' | 'page';
  /** It was asked to stop. */
  cancelling: boolean;
  /** Why it failed. */
  error: CommandError | null;
  cancel(): void;
  /** It came to its end. */
  end(error?: CommandError): void;
}

/** All jobs, the oldest first. */
export const jobs = reactive<ShownJob[]>([]);

let last = 0;

/** A new job in the list. */
export function beginJob(title: string, shown: 'panel' | 'page'): ShownJob {
  const job: ShownJob = reactive({
    id: (last += 1),
    title,
    since: Date.now(),
    progress: null,
    shown,
    cancelling: false,
    error: null,
    cancel: () => undefined,
    end(error?: CommandError) {
      if (!error || error.code === 'cancelled' || job.shown === 'page') dismissJob(job.id);
      else job.error = error;
    },
  });
  jobs.push(job);
  return job;
}

/** Takes a job out of the list. */
export function dismissJob(id: number): void {
  const at = jobs.findIndex((job) => job.id === id);
  if (at >= 0) jobs.splice(at, 1);
}
