/** What keeps a person out who listens or uses keys: axe looks, nothing serious or critical may be found. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(fileURLToPath(new URL('../../ui/node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

declare const axe: { run(): Promise<AxeResults> };

/** What axe found that is serious or critical, one line each. */
export async function barriers(page: Page): Promise<string[]> {
  // Through the protocol: the pages themselves let no foreign script in.
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
