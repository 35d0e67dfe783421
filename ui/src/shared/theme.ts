/**
 * Light or dark: as the system has it, unless a person chose. `html.dark` turns tokens and Element Plus alike.
 */
import { computed, ref, watchEffect } from 'vue';

/** What a person chose. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'qingce.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = ref(system.matches);
system.addEventListener('change', (event) => (systemIsDark.value = event.matches));

function remembered(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** The choice; set it to change the theme. */
export const themeChoice = ref<ThemeChoice>(remembered());

/** Whether the page is dark now. */
export const isDark = computed(() => (themeChoice.value === 'system' ? systemIsDark.value : themeChoice.value === 'dark'));

/** Keeps the page as the choice says; called once at the start. */
export function applyTheme(): void {
  watchEffect(() => {
    document.documentElement.classList.toggle('dark', isDark.value);
    localStorage.setItem(KEY, themeChoice.value);
  });
}
