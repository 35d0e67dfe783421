/**
 * A condition while a person edits it: as form and as text at once, with the number of records it selects.
 *
 * Not in here: what it is for. The invariant: form and text say the same, or the text stands alone; the number belongs to them.
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { Form } from '../../contract/contract';
import { asCommandError, useHost } from '../../host';
import type { CommandError } from '../../host';
import { isComplete } from './form';

/** How long after the last key the program is asked, in milliseconds. */
const PAUSE = 200;

/** A draft; `begin` gives it the condition to start from. */
export function useConditionDraft() {
  const host = useHost();
  const text = ref('');
  const form = ref<Form | null>(null);
  const asText = ref(false);
  const records = ref<number | null>(null);
  const error = shallowRef<CommandError | null>(null);
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));

  const complete = computed(() => asText.value || !form.value || isComplete(form.value));
  const wrongRow = computed(() => Number(error.value?.params.find(([name]) => name === 'row')?.[1] ?? 0));

  async function ask(from: 'form' | 'text') {
    const mine = (asked += 1);
    try {
      const read = await host.call('read_condition', from === 'form' && form.value ? { form: form.value } : { condition: text.value });
      if (mine !== asked) return;
      if (from === 'form') text.value = read.condition;
      else form.value = read.form;
      const answer = await host.call('list', { selection: { condition: text.value }, limit: 0 });
      if (mine !== asked) return;
      [records.value, error.value] = [answer.total, null];
    } catch (thrown) {
      if (mine === asked) [records.value, error.value] = [null, asCommandError(thrown)];
    }
  }
  function askSoon(from: 'form' | 'text') {
    clearTimeout(timer);
    asked += 1;
    [records.value, error.value] = [null, null];
    if (complete.value) timer = setTimeout(() => void ask(from), PAUSE);
  }
  /** Begins with a condition; as text where its form cannot hold it. */
  async function begin(condition: string) {
    clearTimeout(timer);
    [text.value, form.value, records.value, error.value] = [condition, null, null, null];
    await ask('text');
    asText.value = form.value === null;
  }
  return {
    text, form, asText, complete, records, error, wrongRow, begin,
    setForm: (next: Form) => {
      form.value = next;
      askSoon('form');
    },
    setText: (next: string) => {
      text.value = next;
      askSoon('text');
    },
  };
}
