/** The start of the pages. */
import 'element-plus/theme-chalk/base.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/element.css';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp, nextTick } from 'vue';
import App from './App.vue';
import { foundHost, HOST } from './host';
import { i18n } from './locales';
import { newQueryClient } from './shared/query';
import { applyTheme } from './shared/theme';
import { newRouter } from './shell/router';

applyTheme();
const app = createApp(App);
const host = foundHost();
const router = newRouter();
app.provide(HOST, host);
app.use(router).use(i18n).use(VueQueryPlugin, { queryClient: newQueryClient() });
app.mount('#app');
void router
  .isReady()
  .then(() => nextTick())
  .then(() => requestAnimationFrame(() => host.ready()));
