/** Ways to the pages: behind `#`, so that window and browser need nothing from their host. Every page is loaded when met. */
import { createRouter, createWebHashHistory } from 'vue-router';
import type { RouterHistory } from 'vue-router';
import { PAGES } from './pages';

/** A router over all pages; an unknown way leads to 工作台. */
export function newRouter(history: RouterHistory = createWebHashHistory()) {
  const routes = PAGES.map(({ name, path, view }) => ({ name, path, component: view }));
  return createRouter({ history, routes: [...routes, { path: '/:rest(.*)', redirect: '/' }] });
}
