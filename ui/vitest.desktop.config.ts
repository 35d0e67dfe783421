/** The real window, driven through WebDriver: the specs of `tests/desktop`, with the libraries of this folder. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('../tests/desktop'),
  resolve: { alias: [{ find: /^vitest$/, replacement: here('node_modules/vitest/dist/index.js') }] },
  test: {
    environment: 'node',
    include: ['**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One display, one bus: a second window would be a second start of the first.
    fileParallelism: false,
  },
});
