/**
 * How the pages are built: into `dist`, which `qingce serve` and the window carry.
 *
 * Element Plus is imported by component, style included, as a template names it. Messages are compiled here, so that the
 * pages run under a policy without `unsafe-eval`.
 */
import { fileURLToPath } from 'node:url';
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vitest/config';
import { licences } from './licences';

const locales = fileURLToPath(new URL('./src/locales/zh-CN/**', import.meta.url));

export default defineConfig({
  base: './',
  plugins: [
    vue(),
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    vueI18n({ include: locales, runtimeOnly: true }),
    licences(),
  ],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router|vue-i18n|@intlify|@tanstack)[\\/]/ },
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    // `npm run dev` shows the pages of this folder against a running `qingce serve --port 8720`: open its link once for the cookie.
    proxy: { '/api': { target: 'http://127.0.0.1:8720', headers: { origin: 'http://127.0.0.1:8720' }, changeOrigin: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
});
