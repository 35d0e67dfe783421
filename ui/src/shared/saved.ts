/** When something was last written, for the status bar. */
import { ref } from 'vue';

/** Time of the last write by this page; none before the first. */
export const savedAt = ref<Date | null>(null);

/** Something was written now. */
export function markSaved(): void {
  savedAt.value = new Date();
}
