/** The switch between light, dark and the system's. */
import type { IconName } from '../shared/icons/drawings';
import { themeChoice } from '../shared/theme';
import type { ThemeChoice } from '../shared/theme';

const ORDER: ThemeChoice[] = ['system', 'light', 'dark'];

/** The icon of a choice. */
export const THEME_ICONS: Record<ThemeChoice, IconName> = { system: 'screen', light: 'sun', dark: 'moon' };

/** Goes on to the next choice. */
export function nextTheme(): void {
  themeChoice.value = ORDER[(ORDER.indexOf(themeChoice.value) + 1) % ORDER.length] ?? 'system';
}
