/** Which units are shown, in what order, and the way to their rows. Pure: told by the page, told to the page. */
import type { ProgressResult, ReportLine, ReportNode, ReportState } from '../../contract/contract';

/** States in the order of the account. */
export const STATES: ReportState[] = ['missing', 'reported', 'returned', 'again', 'verified', 'zero'];
/** What waits longest for a person stands first. */
const URGENCY: ReportState[] = ['missing', 'returned', 'again', 'reported', 'zero', 'verified'];
/** Group of the units that reported without being expected. */
export const OTHERS = 'others';
/** The tab of the sums. */
export const TREE = 'tree';
/** The tab of earlier years. */
export const YEARS = 'years';

/** The units of a level; those that nobody expected under [`OTHERS`]. */
export function unitsOf(told: ProgressResult, group: string): ReportLine[] {
  return group === OTHERS ? told.others : told.units.filter((unit) => unit.group === group);
}

/** Units by state. */
export function countsOf(units: ReportLine[]): Record<ReportState, number> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<ReportState, number>;
  units.forEach((unit) => (counts[unit.state] += 1));
  return counts;
}

/** Units in a state whose name or city holds a text; the most urgent first, else in the order of the table. */
export function shownUnits(units: ReportLine[], state: string, search: string): ReportLine[] {
  const word = search.trim();
  const holds = (unit: ReportLine) => [unit.name, unit.city ?? '', unit.code, unit.above, ...unit.reporters.map((one) => one.name)].some((text) => text.includes(word));
  const met = units.filter((unit) => (state === '' || unit.state === state || (state === 'overdue' && unit.overdue > 0)) && holds(unit));
  return [...met].sort((a, b) => b.overdue - a.overdue || URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state));
}

/** A text as a value of a condition. */
export const quoted = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;

/** The condition that shows the rows of a unit; none where it has none. */
export function rowsCondition(unit: ReportLine): string | null {
  if (unit.records === 0) return null;
  const named = unit.reporters.map((one) => one.name).filter((name) => name !== '');
  if (named.length === 0) return 'report_unit empty';
  return named.length === 1 ? `report_unit = ${quoted(named[0] ?? '')}` : `report_unit in (${named.map(quoted).join(';')})`;
}

/** A city with the counties in it. */
export interface CityLine {
  city: ReportLine;
  counties: ReportLine[];
  /** Of city and counties: those that reported, or said that there is nothing. */
  done: number;
}

/** Every city with its counties, counties by how far they are. */
export function citiesOf(told: ProgressResult): CityLine[] {
  const regions = told.units.filter((unit) => unit.region !== null);
  return regions
    .filter((unit) => unit.city === null)
    .map((city) => {
      const counties = regions.filter((unit) => unit.city === city.name);
      counties.sort((a, b) => URGENCY.indexOf(b.state) - URGENCY.indexOf(a.state));
      return { city, counties, done: [city, ...counties].filter((unit) => unit.state !== 'missing').length };
    });
}

/** A node of the tree as it is shown. */
export interface ShownNode {
  node: ReportNode;
  /** Its place in the tree. */
  at: number;
  /** Others stand below it. */
  parent: boolean;
}

/** The nodes that are not folded away; while a name is searched, those that hold it with what stands above them. */
export function shownNodes(nodes: ReportNode[], folded: number[], search: string): ShownNode[] {
  const word = search.trim();
  const shown: ShownNode[] = [];
  /** Depth below which everything is folded away. */
  let depth = Infinity;
  nodes.forEach((node, at) => {
    if (node.depth > depth) return;
    depth = word === '' && folded.includes(at) ? node.depth : Infinity;
    shown.push({ node, at, parent: (nodes[at + 1]?.depth ?? 0) > node.depth });
  });
  if (word === '') return shown;
  const kept = new Set<number>();
  const above: ShownNode[] = [];
  for (const one of shown) {
    above.length = one.node.depth;
    above.push(one);
    if (one.node.name.includes(word)) above.forEach((higher) => kept.add(higher.at));
  }
  return shown.filter((one) => kept.has(one.at));
}
