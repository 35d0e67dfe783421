/** Tokens for those that cannot read CSS variables (charts): resolved once per theme. */
import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { isDark } from './theme';

const NAMES = [
  'ink-1', 'ink-2', 'ink-3', 'surface', 'surface-2', 'surface-3', 'line-1', 'line-2', 'line-3', 'line-4', 'accent', 'accent-2',
  'accent-3', 'accent-4', 'on-accent', 'warn-2', 'font',
] as const;

/** Colours and the font by name, without `--qc-`. */
export type Tokens = Record<(typeof NAMES)[number], string>;

/** The tokens as they are in this theme. */
export const tokens: ComputedRef<Tokens> = computed(() => {
  // The theme is read for its sake: the class on the page turns with it.
  void isDark.value;
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--qc-${name}`).trim()])) as Tokens;
});
