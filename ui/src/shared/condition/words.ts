/**
 * A condition in words: names of fields and facts, operators, values; for forms and for chips.
 *
 * Not in here: what a condition means (the program reads it).
 */
import { computed, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { useI18n } from 'vue-i18n';
import type { CatalogueResult, FieldType, FormRow, Operator } from '../../contract/contract';

/** Key of the fact whose values are imports. */
export const IMPORT_BATCH = 'import_batch';

/** Values of a chip that are told; of more, the first and their number. */
const TOLD = 2;

/** The words of conditions over a catalogue. */
export function useConditionWords(of: MaybeRefOrGetter<CatalogueResult | undefined>) {
  const { t, te } = useI18n();
  const fields = computed(() => new Map((toValue(of)?.fields ?? []).map((field) => [field.key, field])));
  const facts = computed(() => new Map((toValue(of)?.facts ?? []).map((fact) => [fact.key, fact])));

  const field = (key: string) => fields.value.get(key);
  const kind = (key: string): FieldType => field(key)?.type ?? facts.value.get(key)?.type ?? 'text';
  const name = (key: string) => field(key)?.header ?? (te(`condition.fact.${key}`) ? t(`condition.fact.${key}`) : key);
  function operator(one: Operator, key: string): string {
    if (key === IMPORT_BATCH && one === 'has_any') return t('condition.is');
    return kind(key) === 'date' && te(`condition.date_operator.${one}`) ? t(`condition.date_operator.${one}`) : t(`condition.operator.${one}`);
  }
  function value(key: string, text: string): string {
    if (key !== IMPORT_BATCH) return text;
    const [batch = '', fate = 'told'] = text.split('/');
    return te(`condition.batch.${fate}`) ? t(`condition.batch.${fate}`, { batch }) : text;
  }
  /** The values of a row in few words. */
  function values({ field: key, values: all }: FormRow): string {
    const told = all.map((one) => value(key, one));
    return told.length > TOLD ? `${told[0] ?? ''}${t('condition.values', { n: told.length })}` : told.join(t('condition.comma'));
  }
  return { field, kind, name, operator, value, values };
}
