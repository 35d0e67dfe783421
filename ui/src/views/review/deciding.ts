/**
 * Decisions of the page: one at a time at once, many after a preview and with a bar; the last ones are taken back by a key,
 * every other where it is shown.
 *
 * The invariant: a second key does not decide before the first decision is shown.
 */
import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DecideManyRequest, DecideManyResult } from '../../contract/contract';
import { asCommandError } from '../../host';
import { count } from '../../shared/format';
import { jobs } from '../../shared/jobs';
import { useChange, useJob } from '../../shared/query';

/** More records than these take their time: they get a bar and a way to stop. */
const MANY = 500;

/** Decides and takes back. */
export function useDeciding() {
  const { t } = useI18n();
  const [decide, undoing, withdrawing] = [useChange('decide_many'), useChange('undo_decisions'), useChange('undo_decision')];
  const [deciding, undoingMany] = [useJob('decide_many', 'page'), useJob('undo_decisions')];
  /** What was done last, in words. */
  const said = ref('');
  /** The set that can be taken back, and how many it decided; set 0 for none. */
  const last = ref({ set: 0, n: 0 });
  const working = ref('');
  const busy = computed(() => working.value !== '' || decide.busy.value || undoing.busy.value || withdrawing.busy.value);
  /** The decision on many that is on its way. */
  const job = computed(() => jobs.find((one) => one.shown === 'page' && one.title === working.value));

  /** Long work under its title; `undefined` where a person stopped it. */
  async function watched<T>(title: string, work: (title: string) => Promise<T>): Promise<T | undefined> {
    working.value = title;
    try {
      return await work(title);
    } catch (thrown) {
      if (asCommandError(thrown).code !== 'cancelled') throw thrown;
      said.value = t('review.done.cancelled');
      return undefined;
    } finally {
      working.value = '';
    }
  }
  /** Decides on `n` records; tells nothing while an earlier decision is on its way. */
  async function run(request: DecideManyRequest, n = 1): Promise<DecideManyResult | undefined> {
    if (busy.value) return undefined;
    const done = n > MANY ? await watched(t('review.work.decide', { n: count(n) }), (title) => deciding.run(request, title)) : await decide.run(request);
    if (!done) return undefined;
    last.value = { set: done.set ?? 0, n: done.decided };
    said.value = done.decided > 0 ? t(`review.done.${request.verdict}`, { n: count(done.decided) }) : t('review.done.none');
    return done;
  }
  async function undo() {
    const { set, n } = last.value;
    if (busy.value || set === 0) return;
    const done = n > MANY ? await watched(t('review.work.undo', { n: count(n) }), (title) => undoingMany.run({ set }, title)) : await undoing.run({ set });
    if (!done) return;
    last.value = { set: 0, n: 0 };
    said.value = t('review.done.undone', { n: count(done.withdrawn + done.restored) });
  }
  /** Takes the decision on one record back, whenever and in whatever set it was made. */
  async function withdraw(uid: string, tag: string) {
    if (busy.value) return;
    await withdrawing.run({ uid, tag });
    said.value = t('review.done.undone', { n: count(1) });
  }
  const error = computed(() => decide.error.value ?? undoing.error.value ?? withdrawing.error.value);
  return { run, undo, withdraw, busy, job, said, last, error };
}
