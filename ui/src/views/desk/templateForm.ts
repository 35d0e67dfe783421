/** The blank form that departments fill: written where a person says. */
import { useI18n } from 'vue-i18n';
import { useHost } from '../../host';
import { useChange } from '../../shared/query';

/** The button behind 下发空白表. */
export function useTemplateForm() {
  const host = useHost();
  const { t } = useI18n();
  const { run, busy, error } = useChange('template');
  async function write() {
    const out = await host.pickSave(t('desk.form_name'));
    if (out === null) return;
    // A failure is shown by the page through `error`.
    const written = await run({ out }).catch(() => null);
    if (written) await host.openFolder(written.file);
  }
  return { write, busy, error };
}
