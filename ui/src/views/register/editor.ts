/**
 * The cell that is being edited: what was typed, which code is chosen, what it becomes.
 *
 * Not in here: where it stands and which keys there are (the grid). The invariant: nothing is written before `text()` is taken.
 */
import { computed, reactive } from 'vue';
import type { FieldShape } from '../../contract/contract';
import { JOIN, offered } from './cells';

/** The editor of a grid. */
export function useEditor() {
  const state = reactive({ open: false, draft: '', field: null as FieldShape | null, chosen: [] as string[], at: -1 });
  const several = computed(() => state.field?.type === 'multi');
  const codes = computed(() => (state.open && state.field ? state.field.codes : []));
  const hasCodes = computed(() => codes.value.length > 0);

  /** Begins with the cell's text (F2), or with what is being typed in its place. */
  function begin(field: FieldShape, text: string, typed: string | null) {
    state.field = field;
    state.open = true;
    const list = field.codes.length > 0;
    state.chosen = text === '' ? [] : field.type === 'multi' ? text.split(JOIN) : [text];
    state.draft = typed ?? (list ? '' : text);
    state.at = typed === null || typed === '' ? Math.max(list ? field.codes.indexOf(state.chosen[0] ?? '') : -1, list ? 0 : -1) : 0;
  }

  function type(text: string) {
    state.draft = text;
    if (hasCodes.value) state.at = 0;
  }

  /** Goes to another of the offered codes. */
  function step(by: number) {
    const count = offered(codes.value, state.draft).length;
    if (count > 0) state.at = (state.at + by + count) % count;
  }

  /** Takes a code in or out of a field of several. */
  function toggle(code: string | undefined = offered(codes.value, state.draft)[state.at]) {
    if (code === undefined) return;
    state.chosen = state.chosen.includes(code) ? state.chosen.filter((one) => one !== code) : [...state.chosen, code];
    state.draft = '';
  }

  /** What the cell becomes. */
  function text(): string {
    if (!hasCodes.value) return state.draft;
    const found = offered(codes.value, state.draft)[state.at];
    if (several.value) {
      if (state.draft !== '' && found !== undefined && !state.chosen.includes(found)) return [...state.chosen, found].join(JOIN);
      return state.draft !== '' && found === undefined ? state.draft : state.chosen.join(JOIN);
    }
    return found ?? state.draft;
  }

  function close() {
    state.open = false;
    state.draft = '';
    state.chosen = [];
  }

  return { state, several, codes, hasCodes, begin, type, step, toggle, text, close };
}

/** The editor of a grid. */
export type Editor = ReturnType<typeof useEditor>;
