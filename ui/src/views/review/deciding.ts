/**
 * Decisions of the page: one at a time at once, many after a preview; the last one can be taken back.
 *
 * The invariant: a second key does not decide before the first decision is shown.
 */
import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DecideManyRequest, DecideManyResult } from '../../contract/contract';
import { count } from '../../shared/format';
import { useChange } from '../../shared/query';

/** Decides and takes back. */
export function useDeciding() {
  const { t } = useI18n();
  const decide = useChange('decide_many');
  const undoing = useChange('undo_decisions');
  /** What was done last, in words. */
  const said = ref('');
  /** Number of the set that can be taken back; 0 for none. */
  const last = ref(0);
  const busy = computed(() => decide.busy.value || undoing.busy.value);

  /** Decides; tells nothing while an earlier decision is on its way. */
  async function run(request: DecideManyRequest): Promise<DecideManyResult | undefined> {
    if (busy.value) return undefined;
    const done = await decide.run(request);
    last.value = done.set ?? 0;
    said.value = done.decided > 0 ? t(`review.done.${request.verdict}`, { n: count(done.decided) }) : t('review.done.none');
    return done;
  }
  async function undo() {
    if (busy.value || last.value === 0) return;
    const done = await undoing.run({ set: last.value });
    last.value = 0;
    said.value = t('review.done.undone', { n: count(done.withdrawn + done.restored) });
  }
  return { run, undo, busy, said, last, error: computed(() => decide.error.value ?? undoing.error.value) };
}
