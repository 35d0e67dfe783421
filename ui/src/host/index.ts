/** The host of this page, found once. */
import { isTauri } from '@tauri-apps/api/core';
import { inject } from 'vue';
import type { InjectionKey } from 'vue';
import { browserHost } from './browser';
import type { Host } from './host';
import { windowHost } from './window';

export * from './host';

/** Where pages find their host; tests provide one of their own. */
export const HOST: InjectionKey<Host> = Symbol('host');

/** The window's host in the window, else the browser's. */
export function foundHost(): Host {
  return isTauri() ? windowHost : browserHost;
}

/** The host of this page. */
export function useHost(): Host {
  const host = inject(HOST);
  if (!host) throw new Error('BUG: no host was provided');
  return host;
}
