/**
 * Answers of 查重, and the last one taken back.
 *
 * Not in here: which pair is current. The invariant: what is taken back is what was said last here, and it is told.
 */
import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DuplicatePair, MergeRecordsRequest, Relation } from '../../contract/contract';
import type { CommandError } from '../../host';
import { useChange } from '../../shared/query';

/** The relations in the order of their keys. */
export const RELATIONS: Relation[] = ['same', 'phase', 'maintenance', 'part', 'different', 'unsure'];

type Done = { one: string; other: string; before: Relation | null } | { set: number };

/** Saying what two records are to each other. */
export function useAnswering() {
  const { t } = useI18n();
  const relate = useChange('relate');
  const merging = useChange('merge_records');
  const unmerging = useChange('undo_merge');
  const said = ref('');
  const last = ref<Done | null>(null);

  /** Keeps an answer; none takes the one there is back. */
  async function answer(pair: Pick<DuplicatePair, 'one' | 'other'>, relation: Relation | null): Promise<void> {
    const [one, other] = [pair.one.uid, pair.other.uid];
    const { before } = await relate.run({ one, other, relation });
    last.value = { one: before?.one ?? one, other: before?.other ?? other, before: before?.relation ?? null };
    said.value = relation ? t('duplicates.said', { relation: t(`duplicates.answer.${relation}`) }) : t('duplicates.withdrawn');
  }

  /** Makes two records one. */
  async function merge(request: MergeRecordsRequest): Promise<void> {
    const done = await merging.run(request);
    last.value = done.set === null ? null : { set: done.set };
    said.value = t('duplicates.merged');
  }

  /** Takes back what was said last. */
  async function undo(): Promise<void> {
    const of = last.value;
    if (!of) return;
    last.value = null;
    if ('set' in of) {
      await unmerging.run({ set: of.set });
      said.value = t('duplicates.unmerged');
    } else {
      await relate.run({ one: of.one, other: of.other, relation: of.before });
      said.value = of.before ? t('duplicates.said', { relation: t(`duplicates.answer.${of.before}`) }) : t('duplicates.withdrawn');
    }
  }

  const errors = [relate.error, merging.error, unmerging.error];
  const error = computed<CommandError | null>(() => errors.map((one) => one.value).find((one) => one !== null) ?? null);
  return { answer, merge, undo, said, last, error, busy: merging.busy };
}
