/** Which operators a type of field is offered, the most used first. The words are in the locale; the program checks all the same. */
import type { FieldShape, Operator } from '../../contract/contract';

const ORDER: Operator[] = ['at_least', 'at_most', 'equal', 'empty', 'not_empty'];
const OFFERED: Partial<Record<FieldShape['type'], Operator[]>> = {
  enum: ['in', 'not_in', 'empty', 'not_empty'],
  unit: ['in', 'not_in', 'matches', 'empty', 'not_empty'],
  region: ['in', 'not_in', 'empty', 'not_empty'],
  multi: ['has_any', 'has_all', 'lacks', 'empty', 'not_empty'],
  bool: ['equal', 'not_equal', 'empty', 'not_empty'],
  date: [...ORDER, 'older_than_months'],
  money: ORDER,
  int: ORDER,
  number: ORDER,
};

/** The operators of a type. */
export const offeredOperators = (type: FieldShape['type']): Operator[] => OFFERED[type] ?? ['matches', 'equal', 'empty', 'not_empty'];

/** Whether an operator stands alone. */
export const withoutValue = (operator: Operator): boolean => operator === 'empty' || operator === 'not_empty';
