/**
 * How figures stand on a page: thousands, two decimals, dates as offices write them. Units stand beside, never in here.
 */

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const TWO = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 分 in a 万元. */
const FEN_OF_WAN = 1_000_000;

/** A count: `1,284`. */
export const count = (number: number): string => COUNT.format(number);

/** 分 as 万元: `386,214.57`. */
export const wan = (fen: number): string => TWO.format(fen / FEN_OF_WAN);

/** 分 as 亿元: `5.14`. */
export const yi = (fen: number): string => TWO.format(fen / FEN_OF_WAN / 10_000);

/** 万元 as decimal text, as records hold it: `1286.5` → `1,286.50`. What is no number stays as it is. */
export function amount(text: string): string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : TWO.format(value);
}

/** A part of a whole in per cent, without the sign: `54.5`. Nothing of nothing is a dash. */
export const percent = (part: number, whole: number): string => (whole === 0 ? '—' : ONE.format((part / whole) * 100));

const two = (number: number): string => String(number).padStart(2, '0');

/** Time of day: `09:42`. */
export const clock = (time: Date): string => `${two(time.getHours())}:${two(time.getMinutes())}`;

/** When, in local time: `11-23 09:40`, with the year where it is not `now`'s. */
export function moment(utc: string, now: Date = new Date()): string {
  const time = new Date(utc);
  if (Number.isNaN(time.getTime())) return utc;
  const day = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const year = time.getFullYear() === now.getFullYear() ? '' : `${time.getFullYear()}-`;
  return `${year}${day} ${clock(time)}`;
}

/** When, as short as it can be told: `09:42` of today, `11-22` of another day. */
export function sinceToday(utc: string, now: Date = new Date()): string {
  const [day = '', time = ''] = moment(utc, now).split(' ');
  return new Date(utc).toDateString() === now.toDateString() ? time : day;
}

/** How long: `0:41`, `12:05`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** Size of a file: `2.4 MB`. */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const kilo = size / 1024;
  return kilo < 1024 ? `${COUNT.format(kilo)} KB` : `${ONE.format(kilo / 1024)} MB`;
}

/** Name of a file without its folders. */
export const fileName = (path: string): string => path.split(/[\\/]/).pop() ?? path;
