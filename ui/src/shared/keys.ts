/**
 * The keys of the program and of the page that is open, for the listener and for the F1 sheet alike.
 *
 * The invariant: what the sheet shows is what works; a key is declared once.
 */
import { onScopeDispose, shallowReactive } from 'vue';

/** A key and what it does. */
export interface Key {
  /** As shown: `Ctrl+F`, `Alt+1`, `J`, `F1`; several by ` / `. */
  keys: string;
  /** Path of its words in the locale. */
  label: string;
  /** What it does; none where the component that has the focus does it. Gives false to let the browser have it. */
  run?: (event: KeyboardEvent) => void | false;
}

/** A group of keys on the sheet. */
export interface KeyGroup {
  /** Path of its title in the locale. */
  title: string;
  keys: Key[];
}

/** Groups in force; the last to come is asked first. */
export const keyGroups = shallowReactive<KeyGroup[]>([]);

/** Adds keys for as long as the component lives. */
export function useKeys(title: string, keys: Key[]): void {
  const group = { title, keys };
  keyGroups.push(group);
  onScopeDispose(() => {
    const at = keyGroups.indexOf(group);
    if (at >= 0) keyGroups.splice(at, 1);
  });
}

/** Whether an event is the key written as `Ctrl+Shift+F`. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  return keys.split(' / ').some((one) => {
    const parts = one.split('+');
    const key = (parts.pop() ?? '').toLowerCase();
    const wanted = (name: string) => parts.includes(name);
    const pressed = event.code.startsWith('Digit') ? event.code.slice(5) : event.key.toLowerCase();
    return (
      pressed === key &&
      (event.ctrlKey || event.metaKey) === wanted('Ctrl') &&
      event.altKey === wanted('Alt') &&
      event.shiftKey === wanted('Shift')
    );
  });
}

const isPlain = (event: KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Does what a key is for; letters belong to whoever types. */
export function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || (isPlain(event) && isTyping(event.target))) return;
  for (const group of [...keyGroups].reverse()) {
    for (const key of group.keys) {
      if (key.run && matches(event, key.keys) && key.run(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  }
}
