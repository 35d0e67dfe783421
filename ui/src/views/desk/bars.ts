/** How bars look: accent for what counts, its steps for the rest, hatch for what is missing. No rainbow. */
import type { ReportState } from '../../contract/contract';
import type { Tokens } from '../../shared/tokens';

/** A part of a bar below this share has no room for its number. */
export const LABEL_FITS = 0.05;

interface Fill {
  item: object;
  /** Colour of a number on it. */
  ink: string;
  /** What a number needs to be read on it. */
  label?: object;
}

/** A hatched bar: what is not there. */
export const hatch = (look: Tokens): Fill => ({
  item: {
    color: look.surface,
    borderColor: look['line-3'],
    borderWidth: 1,
    decal: { color: look['line-4'], dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: -Math.PI / 4 },
  },
  ink: look['ink-1'],
  label: { backgroundColor: look.surface, padding: [1, 5] },
});

/** Bars by state of 报送. */
export function fills(look: Tokens): Record<ReportState, Fill> {
  const line = { borderColor: look.surface, borderWidth: 1 };
  return {
    verified: { item: { color: look.accent, ...line }, ink: look['on-accent'] },
    again: { item: { color: look['accent-4'], ...line }, ink: look['on-accent'] },
    reported: { item: { color: look['accent-3'], ...line }, ink: look['ink-1'] },
    zero: { item: { color: look['surface-3'], borderColor: look['line-3'], borderWidth: 1 }, ink: look['ink-1'] },
    returned: { item: { color: look['warn-2'], ...line }, ink: look['ink-1'] },
    missing: hatch(look),
  };
}
