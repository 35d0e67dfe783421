/**
 * What the grid showed when it was left, until the program ends: coming back continues there.
 *
 * The invariant: what was remembered of one register is never shown of another.
 */
import type { GridView } from '../../contract/contract';
import type { Selection } from './ranges';

/** The grid as it was left. */
export interface Left {
  view: GridView;
  /** The view as it was saved, as JSON. */
  saved: string;
  stand: { top: number; left: number; selection: Selection } | null;
}

let left: { register: string; left: Left } | null = null;

/** Remembers how the grid of a register was left. */
export function leave(register: string | undefined, now: Left): void {
  left = register ? { register, left: JSON.parse(JSON.stringify(now)) as Left } : null;
}

/** How the grid of a register was left; none where it was not open yet. */
export const leftOf = (register: string | undefined): Left | null => (left && left.register === register ? left.left : null);
