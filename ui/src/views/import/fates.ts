/** What a held import comes to: sums of its files by fate, what is foretold, and what its one button does. */
import type { Fate, FateSum, HeldFileLine, HeldResult, ImportResult } from '../../contract/contract';
import type { IconName } from '../../shared/icons/drawings';

/** All fates in the order of the account. */
export const FATES: Fate[] = ['new', 'changed', 'unchanged', 'duplicate', 'rejected', 'classified', 'not_record'];

/** The icon of each. */
export const FATE_ICONS: Record<Fate, IconName> = {
  new: 'plus', changed: 'swap', unchanged: 'same', duplicate: 'duplicate', rejected: 'no', classified: 'stamp', not_record: 'minus',
};

/** What the files that wait are told to hold: all of them, or those at these places. */
export function waiting(held: HeldResult, files: number[] | null): ImportResult[] {
  const asked = (file: HeldFileLine, at: number) => file.waiting && (!files || files.includes(at));
  return held.files.flatMap((file, at) => (asked(file, at) ? (file.result ?? []) : []));
}

/** Rows and amounts by fate, over the files that wait: all, or those at these places. */
export function fateTotals(held: HeldResult, files: number[] | null): { [key in Fate]?: FateSum } {
  const sums: { [key in Fate]?: FateSum } = {};
  waiting(held, files).forEach((result) => {
    for (const fate of FATES) {
      const told = result.fates[fate];
      if (!told) continue;
      const before = sums[fate] ?? { rows: 0, fen: 0 };
      sums[fate] = { rows: before.rows + told.rows, fen: before.fen + told.fen };
    }
  });
  return sums;
}

/** Rows and amounts read from the files that wait. */
export function readTotal(held: HeldResult, files: number[] | null): FateSum {
  return waiting(held, files).reduce<FateSum>((sum, { read }) => ({ rows: sum.rows + read.rows, fen: sum.fen + read.fen }), { rows: 0, fen: 0 });
}

/** Whether what was read is the sum of what becomes of it. */
export function balances(held: HeldResult, files: number[] | null): boolean {
  const parts = Object.values(fateTotals(held, files));
  const read = readTotal(held, files);
  const sum = (of: 'rows' | 'fen') => parts.reduce((all, part) => all + part[of], 0);
  return sum('rows') === read.rows && sum('fen') === read.fen;
}

/** How many findings of the files that wait must be fixed. */
export const mustFix = (held: HeldResult, files: number[] | null): number =>
  waiting(held, files).reduce((sum, result) => sum + result.must_fix, 0);

/** Cells that change, and that are kept or taken though they changed here; accepted tags that rest on changes. */
export function cellTotals(held: HeldResult, files: number[] | null): { changed: number; kept: number; taken: number; evidence: number } {
  return waiting(held, files).reduce((sum, { cells, conflicts, evidence_total }) => ({
    changed: sum.changed + cells.replaced + cells.filled + cells.cleared,
    kept: sum.kept + cells.kept,
    taken: sum.taken + conflicts - cells.kept,
    evidence: sum.evidence + evidence_total,
  }), { changed: 0, kept: 0, taken: 0, evidence: 0 });
}
