import { effectScope } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyGroups, matches, pressed, useKeys } from './keys';

const down = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, cancelable: true, ...more });
let scope = effectScope();
afterEach(() => {
  scope.stop();
  scope = effectScope();
});

describe('keys', () => {
  it('match what is written on them', () => {
    expect(matches(down('f', { ctrlKey: true }), 'Ctrl+F')).toBe(true);
    expect(matches(down('f'), 'Ctrl+F'), 'without Ctrl it is a letter').toBe(false);
    expect(matches(down('F', { ctrlKey: true, shiftKey: true }), 'Ctrl+F'), 'Shift makes it another').toBe(false);
    expect(matches(down('¡', { altKey: true, code: 'Digit1' }), 'Alt+1'), 'a digit is told by its place').toBe(true);
    expect(matches(down('ArrowDown'), 'J / ArrowDown'), 'one of several').toBe(true);
  });
  it('go to the page before the program, and to the page only while it lives', () => {
    const [program, page] = [vi.fn(), vi.fn()];
    useKeysIn('program', 'A', program);
    const own = effectScope();
    own.run(() => useKeys('page', [{ keys: 'A', label: 'x', run: page }]));
    const event = down('a');
    pressed(event);
    expect([page.mock.calls.length, program.mock.calls.length], 'the last to come is asked first').toEqual([1, 0]);
    expect(event.defaultPrevented, 'the browser does not have it too').toBe(true);
    own.stop();
    pressed(down('a'));
    expect(program, 'a page that is gone has no keys').toHaveBeenCalledOnce();
    expect(keyGroups.length).toBe(1);
  });
  it('leave letters to whoever types', () => {
    const accept = vi.fn();
    useKeysIn('page', 'A', accept);
    const field = document.body.appendChild(document.createElement('input'));
    window.addEventListener('keydown', pressed);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
    window.removeEventListener('keydown', pressed);
    expect(accept, 'an A in a field is text').not.toHaveBeenCalled();
  });
});

function useKeysIn(title: string, keys: string, run: () => void) {
  scope.run(() => useKeys(title, [{ keys, label: 'x', run }]));
}
