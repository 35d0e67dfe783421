/** The pages in Chromium over `qingce serve`: the specs of `tests/browser`, with the libraries of this folder. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const library = (path: string) => here(`node_modules/${path}`);

export default defineConfig({
  root: here('../tests/browser'),
  cacheDir: here('node_modules/.vite-browser'),
  resolve: {
    alias: [
      { find: /^vitest$/, replacement: library('vitest/dist/index.js') },
      { find: /^playwright-core$/, replacement: library('playwright-core/index.mjs') },
    ],
  },
  test: {
    environment: 'node',
    include: ['**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A register, a server and a browser each: two cores take one at a time.
    fileParallelism: false,
  },
});
