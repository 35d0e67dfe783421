/** What the page of 报送进度 shows of what it was told. */
import { describe, expect, it } from 'vitest';
import type { Reporter, ReportLine, ReportState } from '../../contract/contract';
import { citiesOf, countsOf, rowsCondition, shownUnits } from './units';

export function unit(name: string, state: ReportState, more: Partial<ReportLine> = {}): ReportLine {
  return {
    name, state, group: 'province', region: null, city: null, code: '', above: '', own: false, rule: '', who: '', said: null, changed_since: false,
    reporters: [], records: 0, fen: 0, to_return: 0, must_fix: 0, explain: 0, batch: null, at: null, first_at: null, reports: 0, cycles: 0,
    rows: 0, faulty: 0, cells_asked: 0, cells: 0, round: 1, deadline: null, extension: null, overdue: 0, late_days: null, score: null,
    returned_at: null, ...more,
  };
}
const reporters = (...names: string[]): Reporter[] => names.map((name) => ({ name, records: 1, fen: 0, to_return: 0, must_fix: 0 }));

describe('units', () => {
  const units = [unit('甲厅', 'reported'), unit('乙厅', 'missing'), unit('丙厅', 'returned', { reporters: reporters('丙厅信息中心') })];

  it('stand with the most urgent first', () => {
    expect(shownUnits(units, '', '').map((one) => one.name), 'who did not report is called first').toEqual(['乙厅', '丙厅', '甲厅']);
  });
  it('are found by their state, their name, and who reported for them', () => {
    expect(shownUnits(units, 'missing', '').map((one) => one.name)).toEqual(['乙厅']);
    expect(shownUnits(units, '', '信息中心').map((one) => one.name), 'a clerk knows the sender').toEqual(['丙厅']);
  });
  it('are counted once each', () => {
    const counts = countsOf(units);
    expect(Object.values(counts).reduce((a, b) => a + b), 'the account balances').toBe(units.length);
    expect(counts.zero, 'a state without units is told too').toBe(0);
  });
});

describe('the way to the rows', () => {
  it('names every sender, quoted', () => {
    const sent = unit('甲厅', 'reported', { records: 2, reporters: reporters('甲"厅', '甲厅\\所') });
    expect(rowsCondition(sent), 'no name breaks the condition').toBe('report_unit in ("甲\\"厅";"甲厅\\\\所")');
  });
  it('leads nowhere where nothing is, and to the unnamed where nobody is named', () => {
    expect(rowsCondition(unit('乙厅', 'missing'))).toBeNull();
    expect(rowsCondition(unit('', 'reported', { records: 1, reporters: reporters('') }))).toBe('report_unit empty');
  });
});

describe('cities', () => {
  it('have their counties, and count both', () => {
    const city = unit('某市', 'reported', { group: 'city', region: '1' });
    const counties = [unit('东县', 'missing', { group: 'county', region: '2', city: '某市' }), unit('西县', 'zero', { group: 'county', region: '3', city: '某市' })];
    const [line] = citiesOf({ today: '', rounds: [], groups: [], units: [city, ...counties], others: [], tree: [], scoring: [] });
    expect(line?.done, 'city and one county').toBe(2);
    expect(line?.counties.map((county) => county.name), 'what is done stands first').toEqual(['西县', '东县']);
  });
});
