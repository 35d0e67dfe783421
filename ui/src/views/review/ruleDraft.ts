/**
 * A rule while it is edited: as form and as text at once, and what it would do, asked a moment after the last key.
 *
 * The invariant: form and text say the same, or the text stands alone; what is told belongs to what is shown.
 */
import { computed, ref, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import type { Form, RuleChange, RuleShape, TryRuleResult } from '../../contract/contract';
import { asCommandError, useHost } from '../../host';
import type { CommandError } from '../../host';
import { isComplete } from '../../shared/condition/form';

/** How long after the last key the program is asked, in milliseconds. */
const PAUSE = 200;

const changeOf = ({ line }: RuleShape): RuleChange => ({ when: line.when, reason: line.reason, off: line.off ?? false });

/** The draft of a rule; begins anew with another rule, or once the rule was saved. */
export function useRuleDraft(shape: MaybeRefOrGetter<RuleShape>) {
  const host = useHost();
  const rule = computed(() => toValue(shape));
  const change = ref<RuleChange>(changeOf(rule.value));
  const form = ref<Form | null>(rule.value.form);
  const asText = ref(rule.value.form === null);
  const tried = shallowRef<TryRuleResult>();
  const error = shallowRef<CommandError>();
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const complete = computed(() => asText.value || !form.value || isComplete(form.value));
  const touched = computed(() => {
    const before = changeOf(rule.value);
    const { when, reason, off } = change.value;
    return when !== before.when || reason !== before.reason || off !== before.off || !complete.value;
  });
  const wrongRow = computed(() => Number(error.value?.params.find(([name]) => name === 'row')?.[1] ?? 0));

  /** Reads the condition one way, writes it the other, and asks what it would do. */
  async function ask(from: 'form' | 'text') {
    const mine = (asked += 1);
    try {
      if (from === 'form' && form.value) {
        const read = await host.call('read_condition', { form: form.value });
        if (mine !== asked) return;
        change.value.when = read.condition;
      } else {
        const read = await host.call('read_condition', { condition: change.value.when });
        if (mine !== asked) return;
        form.value = read.form;
      }
      const answer = await host.call('try_rule', { rule: rule.value.line.id, change: { ...change.value }, limit: 0 });
      if (mine !== asked) return;
      [tried.value, error.value] = [answer, undefined];
    } catch (thrown) {
      if (mine === asked) error.value = asCommandError(thrown);
    }
  }
  function askSoon(from: 'form' | 'text') {
    clearTimeout(timer);
    asked += 1;
    if (complete.value) timer = setTimeout(() => void ask(from), PAUSE);
  }
  function discard() {
    change.value = changeOf(rule.value);
    form.value = rule.value.form;
    asText.value = rule.value.form === null;
    [tried.value, error.value] = [undefined, undefined];
    void ask('text');
  }
  const setForm = (next: Form) => {
    form.value = next;
    askSoon('form');
  };
  const setText = (text: string) => {
    change.value.when = text;
    askSoon('text');
  };
  watch(() => change.value.off, () => askSoon('text'));
  watch(() => [rule.value.line.id, rule.value.line.revision], discard, { immediate: true });
  return { change, form, asText, complete, touched, tried, error, wrongRow, setForm, setText, discard };
}
