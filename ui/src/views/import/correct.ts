/**
 * Corrections of a reading, as a person makes them on the picture: a column's field, the unit of amounts, the kind of a row.
 *
 * Every function gives a new reading. Not in here: what the program makes of it (it is asked for a new preview).
 * The invariant: a field belongs to one column of a table at most.
 */
import type { ColumnReading, FieldShape, MoneyUnit, RowKind, SheetReading, TableReading } from '../../contract/contract';

/** What a column may become beside a field: kept under its own header, or left out. */
export type Elsewhere = 'extra' | 'out';

/** The columns of a table in order; of a card those of its cells. */
export const columnsOf = (table: TableReading): ColumnReading[] =>
  table.form === 'card' ? (table.card ?? []).map((cell) => cell.reading) : table.columns;

function withColumns(table: TableReading, columns: ColumnReading[]): TableReading {
  if (table.form !== 'card') return { ...table, columns };
  return { ...table, card: (table.card ?? []).map((cell, at) => ({ ...cell, reading: columns[at] ?? cell.reading })) };
}

function changed(column: ColumnReading, to: FieldShape | Elsewhere): ColumnReading {
  const bare = { column: column.column, header: column.header };
  if (to === 'extra') return { ...bare, field: null, reason: 'no_field' };
  if (to === 'out') return { ...bare, field: null, reason: 'serial' };
  const money: ColumnReading['money'] = to.type === 'money' ? (column.money ?? ['wan', 'assumed']) : undefined;
  return { ...bare, field: to.key, reason: 'person', ...(money ? { money } : {}) };
}

/** Gives a column another field; the column that had it is kept under its own header. */
export function mapped(table: TableReading, at: number, to: FieldShape | Elsewhere): TableReading {
  const key = typeof to === 'string' ? null : to.key;
  const columns = columnsOf(table).map((column, place) => {
    if (place === at) return changed(column, to);
    return key !== null && column.field === key ? changed(column, 'extra') : column;
  });
  return withColumns(table, columns);
}

/** Says in which unit all amounts of a table stand. */
export function inUnit(table: TableReading, unit: MoneyUnit): TableReading {
  return withColumns(table, columnsOf(table).map((column) => (column.money ? { ...column, money: [unit, 'person'] } : column)));
}

/** The units of a table's amounts, each once; none where it has no amounts. */
export const unitsOf = (table: TableReading): MoneyUnit[] => [...new Set(columnsOf(table).flatMap((column) => (column.money ? [column.money[0]] : [])))];

/** Whether the unit of some amounts is nowhere stated. */
export const unitAssumed = (table: TableReading): boolean => columnsOf(table).some((column) => column.money?.[1] === 'assumed');

/** Says what a row is. */
export function kindOf(table: TableReading, row: number, kind: RowKind): TableReading {
  const others = (table.row_kinds ?? []).filter(([at]) => at !== row);
  return { ...table, row_kinds: [...others, [row, kind] as [number, RowKind]].sort((a, b) => a[0] - b[0]) };
}

/** Header rows once a row was called one, or was no longer: those it touches stay with it. */
function headerWith(rows: number[], row: number, header: boolean): number[] {
  if (!header) return rows.filter((at) => at !== row);
  const touching = rows.some((at) => Math.abs(at - row) === 1);
  return touching ? [...new Set([...rows, row])].sort((a, b) => a - b) : [row];
}

/** What a person says of a row: header of the table it belongs to, of another table that begins with it, or none. */
export type Called = 'header' | 'another' | 'none';

/**
 * The header rows of all tables of a sheet once a row was called something; none where no table would be left.
 * Tables beside each other share their header.
 */
export function headersWith(sheet: SheetReading, row: number, table: number, called: Called): number[][] | null {
  const of = sheet.tables.map((known) => known.header_rows);
  const own = of.find((rows) => rows.includes(row)) ?? of[table] ?? [];
  const others = of.filter((rows) => rows.join() !== own.join());
  const next = called === 'another' ? [own, [row]] : [headerWith(own, row, called === 'header')];
  const told = [...others, ...next].filter((rows) => rows.length > 0).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const each = told.filter((rows, at) => rows.join() !== told[at - 1]?.join());
  return each.length > 0 ? each : null;
}

/** A sheet with another reading of one of its tables. */
export const withTable = (sheet: SheetReading, at: number, table: TableReading): SheetReading => ({
  ...sheet,
  tables: sheet.tables.map((known, place) => (place === at ? table : known)),
});

/** The unit that reports, where a line around the table tells it. */
export const reportUnit = (table: TableReading) => (table.context ?? []).find((line) => line.field === 'report_unit');

/** What a file of readings holds: as `qingce preview --json` writes and `--reading` takes it. */
export function readingsFrom(text: string): SheetReading[] | null {
  try {
    const told = JSON.parse(text) as { sheets?: unknown };
    const sheets = Array.isArray(told.sheets) ? (told.sheets as Array<Partial<SheetReading>>) : [];
    const sound = sheets.length > 0 && sheets.every((sheet) => typeof sheet.name === 'string' && Array.isArray(sheet.tables));
    return sound ? (sheets as SheetReading[]) : null;
  } catch {
    return null;
  }
}
