/** Values as they stand on the sheet and in conflicts. */
import { JOIN } from '../register/cells';
import type { FieldJson } from '../../contract/contract';

/** A value as a person would write it. */
export const shown = (value: FieldJson | null): string => (value === null ? '' : Array.isArray(value) ? value.join(JOIN) : String(value));
