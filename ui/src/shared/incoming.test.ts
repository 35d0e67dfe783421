import { nextTick, watch } from 'vue';
import { describe, expect, it } from 'vitest';
import { arrived, incoming, takeIncoming } from './incoming';

describe('files that came by themselves', () => {
  it('are taken once by whoever watches, who then has peace', async () => {
    const taken: string[][] = [];
    const stop = watch(incoming, () => void (taken.length < 10 && taken.push(takeIncoming().map((one) => one.name))), { immediate: true });
    arrived([{ file: '/a', name: '甲.xlsx' }]);
    await nextTick();
    await nextTick();
    stop();
    expect(taken.filter((names) => names.length > 0), 'a file is imported once').toEqual([['甲.xlsx']]);
    expect(taken.length, 'taking must not call the watcher for ever: the page would stand still').toBeLessThan(5);
  });
});
