/**
 * A component with everything around it that a page has, and a host that answers from a table.
 *
 * The host fails on a command that the test did not name: what is not said is not there.
 */
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import type { Component } from 'vue';
import { createMemoryHistory } from 'vue-router';
import type { RouteLocationRaw } from 'vue-router';
import { CommandError, HOST } from '../host';
import type { Answer, Command, Host, Request } from '../host';
import { i18n } from '../locales';
import { newQueryClient } from '../shared/query';
import { newRouter } from '../shell/router';

/** Answers by command: the answer itself, or a function of the request; a `CommandError` is thrown. */
export type Answers = { [K in Command]?: Answer<K> | CommandError | ((request: Request<K>) => Answer<K>) };

/** A call that was made. */
export interface Call {
  name: Command;
  request: unknown;
}

/** A host that answers from a table and notes what it was asked. */
export function tableHost(answers: Answers): Host & { calls: Call[] } {
  const calls: Call[] = [];
  const call = async <K extends Command>(name: K, request: Request<K>): Promise<Answer<K>> => {
    calls.push({ name, request });
    const answer = (answers as Record<string, unknown>)[name];
    if (answer === undefined) throw new CommandError({ code: 'not_in_test', params: [['command', name]] });
    if (answer instanceof CommandError) throw answer;
    return typeof answer === 'function' ? (answer as (request: Request<K>) => Answer<K>)(request) : (answer as Answer<K>);
  };
  return {
    kind: 'window',
    calls,
    call,
    job: (name, request) => ({ done: call(name, request), cancel: () => undefined }),
    pickFiles: async () => [],
    pickFolder: async () => [],
    pickSave: async (name) => name,
    openFolder: async () => undefined,
    ready: () => undefined,
    onFiles: () => () => undefined,
  };
}

/** Mounts a component at a way of the pages and waits until its first answers are shown. */
export async function mounted(component: Component, host: Host, { props = {}, at = '/' as RouteLocationRaw } = {}) {
  const router = newRouter(createMemoryHistory());
  await router.push(at);
  const wrapper = mount(component, {
    props,
    attachTo: document.body,
    global: { plugins: [router, i18n, [VueQueryPlugin, { queryClient: newQueryClient() }]], provide: { [HOST as symbol]: host } },
  });
  await flushPromises();
  return { wrapper, router };
}
