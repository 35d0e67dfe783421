/** The order of tags on the page: that of their icons, which is the order of the work; others after them. */
import tagIcons from '../../locales/tag-icons.json';

const ORDER = Object.keys(tagIcons);
const place = (tag: string): number => (ORDER.includes(tag) ? ORDER.indexOf(tag) : ORDER.length);

/** Lines by the order of their tags. */
export const inOrder = <T extends { tag: string }>(lines: T[]): T[] => [...lines].sort((a, b) => place(a.tag) - place(b.tag));
