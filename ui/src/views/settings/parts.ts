/** What the parts of 设置 find and take from a person. Pure. */

/** Texts that a person wrote into one line, parted by the signs that people use, each once. */
export function partedTexts(line: string): string[] {
  const texts = line.split(/[,;\n\u3001\uff0c\uff1b]/).map((text) => text.trim());
  return [...new Set(texts.filter((text) => text !== ''))];
}

/** Lines in one of whose texts a word stands; all without a word. */
export function holding<T>(lines: T[], word: string, texts: (line: T) => string[]): T[] {
  const wanted = word.trim();
  return wanted === '' ? lines : lines.filter((line) => texts(line).some((text) => text.includes(wanted)));
}

/** Folder of a file, with either sign between folders. */
export const folderOf = (file: string): string => file.replace(/[\\/][^\\/]*$/, '');
