/**
 * What the page shows: which tag, state, rule and filters, in its address and as the filter that commands take.
 *
 * The invariant: an address gives back the same page; whatever is asked goes through `filterOf`.
 */
import type { LocationQuery } from 'vue-router';
import type { ReviewFilter, ReviewState } from '../../contract/contract';

/** Where suggestions stand, in the order of the tabs. */
export const STATES: ReviewState[] = ['open', 'accepted', 'rejected', 'postponed', 'unknown'];

/** Orders of the list: keys as `Selection.sort` takes them. */
export const ORDERS = ['-invest_total', 'invest_total', 'report_unit', 'project_name'] as const;

/** What is shown. Empty texts are no filter. */
export interface Asked {
  tag: string;
  state: ReviewState;
  rule: string;
  /** Key of the field that is missing; in 待核实 only. */
  missing: string;
  search: string;
  unit: string;
  region: string;
  /** A class as `tag/class`. */
  classed: string;
  sort: string;
}

const TEXTS = ['tag', 'rule', 'missing', 'search', 'unit', 'region', 'classed'] as const;

const one = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';

/** What an address asks for. */
export function fromQuery(query: LocationQuery): Asked {
  const [state, sort] = [one(query.state), one(query.sort)];
  const texts = Object.fromEntries(TEXTS.map((key) => [key, one(query[key])])) as Pick<Asked, (typeof TEXTS)[number]>;
  return {
    ...texts,
    state: STATES.find((known) => known === state) ?? 'open',
    sort: ORDERS.find((known) => known === sort) ?? ORDERS[0],
  };
}

/** The address of what is shown; what is as it always is stays out. */
export function toQuery(asked: Asked): Record<string, string> {
  const usual: Partial<Asked> = { state: 'open', sort: ORDERS[0] };
  const told = Object.entries(asked).filter(([key, value]) => value !== '' && value !== usual[key as keyof Asked]);
  return Object.fromEntries(told) as Record<string, string>;
}

/** A text as a value of a condition. */
export const quoted = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;

/** The condition of the drop-downs; without one of them, to count what that one could choose. */
export function conditionOf(asked: Asked, without?: 'unit' | 'region' | 'classed'): string {
  const parts = [
    without !== 'unit' && asked.unit && `report_unit = ${quoted(asked.unit)}`,
    without !== 'region' && asked.region && `region_code = ${quoted(asked.region)}`,
    without !== 'classed' && asked.classed && `tag ${quoted(asked.classed)}`,
  ];
  return parts.filter(Boolean).join(' and ');
}

/** The filter of what is shown. */
export function filterOf(asked: Asked, without?: 'unit' | 'region' | 'classed'): ReviewFilter {
  const missing = asked.state === 'unknown' ? asked.missing : '';
  return {
    ...(asked.tag && { tag: asked.tag }),
    ...(asked.rule && { rule: asked.rule }),
    ...(missing && { missing }),
    state: asked.state,
    selection: { condition: conditionOf(asked, without), search: asked.search, sort: [asked.sort] },
  };
}

/** The condition of 台账 that shows the same projects: those with the tag, or those where the field is empty. */
export function rowsCondition(asked: Asked): string {
  const waits = asked.state === 'unknown';
  const first = waits ? asked.missing && `${asked.missing} empty` : asked.tag && `tag ${quoted(asked.tag)}`;
  return [first, conditionOf(asked)].filter(Boolean).join(' and ');
}
