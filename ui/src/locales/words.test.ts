/** The words and the code that names them: nothing is missing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { words } from '.';

const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../testing/**'], { eager: true, query: '?raw', import: 'default' });
const folder = join(process.cwd(), 'src/locales/zh-CN');

function has(path: string): boolean {
  let at: unknown = words;
  for (const part of path.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  return at !== undefined;
}

describe('words', () => {
  it('are there for every path that code names', () => {
    const missing: string[] = [];
    let named = 0;
    for (const [file, text] of Object.entries(sources)) {
      // t('desk.title') and label: 'desk.keys.open'; a path that is put together is checked up to its first place.
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
      for (const [, path, open] of code.matchAll(/(?:\bt\(|\b(?:label|title): )['`]([a-z_]+(?:\.[a-z_A-Z0-9]+)+)(\.\$\{)?/g)) {
        named += 1;
        if (path && !has(path)) missing.push(`${file}: ${path}${open ?? ''}`);
      }
    }
    expect(named, 'the test must see the code').toBeGreaterThan(30);
    expect(missing, 'a path without words is shown to the clerk as it stands').toEqual([]);
  });
  it('hold no mark that messages read as their own', () => {
    const bad = readdirSync(folder).filter((file) => /[|@]/.test(readFileSync(join(folder, file), 'utf8')));
    expect(bad, '| parts plurals and @ links: write other words').toEqual([]);
  });
});
