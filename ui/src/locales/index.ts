/**
 * The words of the screens, zh-CN: one file per view, its name is the first part of a path (`t('desk.title')`).
 *
 * Sentences about findings and errors are not in here; they are the program's message catalogue (`shared/sentence.ts`).
 */
import { createI18n } from 'vue-i18n';

const files = import.meta.glob<Record<string, unknown>>('./zh-CN/*.json', { eager: true, import: 'default' });

/** All words by view. */
export const words = Object.fromEntries(
  Object.entries(files).map(([path, content]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), content]),
);

/** The plugin of the pages. */
export const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': words as Record<string, never> } });
