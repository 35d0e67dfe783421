/**
 * Files that came by themselves: dropped anywhere, opened with the program, chosen on 工作台. The import page takes them.
 *
 * The invariant: a file is taken once. Pages do not listen to the host themselves; `App` does.
 */
import { ref } from 'vue';
import type { ChosenFile } from '../host';

/** Files that wait to be taken; the import page watches them. */
export const incoming = ref<ChosenFile[]>([]);

/** More files have come. */
export function arrived(files: ChosenFile[]): void {
  incoming.value = [...incoming.value, ...files];
}

/** All files that wait; none wait afterwards. */
export function takeIncoming(): ChosenFile[] {
  const taken = incoming.value;
  // An empty list put for an empty one would call whoever watches it, and takes from it, for ever.
  if (taken.length > 0) incoming.value = [];
  return taken;
}
