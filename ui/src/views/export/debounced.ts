/** A value that follows another one once it has been still for a while. */
import { customRef, onScopeDispose, watch } from 'vue';
import type { Ref } from 'vue';

/** Follows `source` after `pause` milliseconds of rest; at once from nothing, and to nothing. */
export function refDebounced<T>(source: Ref<T>, pause: number): Readonly<Ref<T>> {
  let held = source.value;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tell: () => void = () => undefined;
  const followed = customRef<T>((track, trigger) => {
    tell = trigger;
    return { get: () => (track(), held), set: () => undefined };
  });
  const follow = () => {
    held = source.value;
    tell();
  };
  watch(source, (now) => {
    clearTimeout(timer);
    if (held === null || now === null) follow();
    else timer = setTimeout(follow, pause);
  });
  onScopeDispose(() => clearTimeout(timer));
  return followed;
}
