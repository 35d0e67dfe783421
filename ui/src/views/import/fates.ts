/** What a held import comes to: sums of its files by fate, what is foretold, and what its one button does. */
import type { Fate, FateSum, HeldResult } from '../../contract/contract';
import type { IconName } from '../../shared/icons/drawings';

/** All fates in the order of the account. */
export const FATES: Fate[] = ['new', 'changed', 'unchanged', 'duplicate', 'rejected', 'classified', 'not_record'];

/** The icon of each. */
export const FATE_ICONS: Record<Fate, IconName> = {
  new: 'plus', changed: 'swap', unchanged: 'same', duplicate: 'duplicate', rejected: 'no', classified: 'stamp', not_record: 'minus',
};

/** Rows and amounts by fate, over the files that wait: all, or those at these places. */
export function fateTotals(held: HeldResult, files: number[] | null): { [key in Fate]?: FateSum } {
  const sums: { [key in Fate]?: FateSum } = {};
  held.files.forEach((file, at) => {
    if (!file.result || file.result.batch !== null || (files && !files.includes(at))) return;
    for (const fate of FATES) {
      const told = file.result.fates[fate];
      if (!told) continue;
      const before = sums[fate] ?? { rows: 0, fen: 0 };
      sums[fate] = { rows: before.rows + told.rows, fen: before.fen + told.fen };
    }
  });
  return sums;
}

/** Rows and amounts read from the files that wait. */
export function readTotal(held: HeldResult, files: number[] | null): FateSum {
  return held.files.reduce<FateSum>((sum, file, at) => {
    if (!file.result || file.result.batch !== null || (files && !files.includes(at))) return sum;
    return { rows: sum.rows + file.result.read.rows, fen: sum.fen + file.result.read.fen };
  }, { rows: 0, fen: 0 });
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
  held.files.reduce((sum, file, at) => sum + (file.result && file.result.batch === null && (!files || files.includes(at)) ? file.result.must_fix : 0), 0);
