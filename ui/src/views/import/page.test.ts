import { afterEach, describe, expect, it } from 'vitest';
import { flushPromises } from '@vue/test-utils';
import type { HeldResult, ImportResult, Preview } from '../../contract/contract';
import { CommandError } from '../../host';
import { mounted, tableHost } from '../../testing/mount';
import type { Answers } from '../../testing/mount';
import { flow } from './flow';
import ImportPage from './ImportPage.vue';

const preview: Preview = {
  file: '登记表.xlsx', format: 'xlsx', sha256: 'a',
  sheets: [{
    reading: { name: '登记表', hidden: false, tables: [{ form: 'rows', header_rows: [1], first_row: 2, fingerprint: 'f', columns: [
      { column: 1, header: '名目', field: 'project_name', reason: 'misprint' },
      { column: 2, header: '总投资', field: 'invest_total', reason: 'header', money: ['wan', 'assumed'] },
    ] }] },
    tables: [{ kinds: { record: 3, header: 1 }, classified: 1, shown: [] }],
    picture: {
      columns: 2, merges: [], folds: [], findings: [{ code: 'money_unreadable', severity: 'must_fix', sheet: '登记表', row: 3, column: 2, field: 'invest_total', params: [] }],
      counts: { must_fix: 1 },
      rows: [
        { row: 1, table: 0, kind: 'header', classified: false, cells: { A: '名目', B: '总投资' }, withheld: [] },
        { row: 2, table: 0, kind: 'record', classified: false, cells: { A: '平台甲', B: '100' }, withheld: [] },
        { row: 3, table: 0, kind: 'record', classified: false, cells: { A: '平台乙', B: '很多' }, withheld: [] },
        { row: 4, table: 0, kind: 'record', classified: true, cells: {}, withheld: [] },
      ],
      looks: [[
        { certainty: 'inferred', values: 2, doubtful: 0, choices: [{ field: 'project_name', reason: 'misprint', fits: 2, of: 2 }] },
        { certainty: 'look', values: 2, doubtful: 1, choices: [] },
      ]],
    },
  }],
};
const result: ImportResult = {
  file: '登记表.xlsx', sha256: 'a', state: 'nothing_changed', batch: null, read: { rows: 4, fen: 100 },
  fates: { new: { rows: 2, fen: 100 }, classified: { rows: 1, fen: 0 }, not_record: { rows: 1, fen: 0 } },
  classified: { '': 1 }, sheets: [], findings_total: 1, must_fix: 1, findings: [],
  merge: 'replace_nonblank', cells: { replaced: 0, filled: 0, cleared: 0, kept: 0 }, conflicts: 0, evidence_total: 0, evidence: [], replies: [],
};
const none = { records: { rows: 0, fen: 0 }, to_return: 0, units: 0 };
const held: HeldResult = { id: 7, state: 'waiting', merge: 'replace_nonblank', before: none, after: { ...none, records: { rows: 2, fen: 100 } }, files: [{ file: '登记表.xlsx', result, refused: null, waiting: true }] };
const answers: Answers = {
  messages: { messages: {}, words: { fate: { new: '新增' } } }, batches: { batches: [] }, preview, stage: held,
  catalogue: { fields: [
    { key: 'project_name', header: '项目名称', group: '基本', type: 'text', unit: null, codes: [], need: { kind: 'optional' }, search: true, own: false },
    { key: 'invest_total', header: '总投资', group: '资金', type: 'money', unit: '万元', codes: [], need: { kind: 'optional' }, search: false, own: false },
  ], facts: [], operators: [] },
  staged: { total: 0, rows: [] }, staged_findings: { total: 1, findings: [], counts: [] },
  promote: { ...held, state: 'promoted', files: [{ file: '登记表.xlsx', refused: null, waiting: false, result: { ...result, state: 'promoted', batch: 3 } }] },
};

async function opened(more: Answers = {}) {
  const host = { ...tableHost({ ...answers, ...more }), pickFiles: async () => [{ file: '/a/登记表.xlsx', name: '登记表.xlsx' }] };
  const { wrapper } = await mounted(ImportPage, host, { at: '/import' });
  return { host, wrapper };
}
async function press(wrapper: Awaited<ReturnType<typeof opened>>['wrapper'], text: string) {
  const found = wrapper.findAll('button').find((button) => button.text().includes(text));
  await found?.trigger('click');
  await flushPromises();
  return found;
}

afterEach(() => Object.assign(flow, { step: 'choose', files: [], held: null, staged: [], error: null, looking: { file: null, sheet: 0, table: 0, column: null } }));

describe('the import page', () => {
  it('draws what was read and says what adds up', async () => {
    const { wrapper } = await opened();
    await press(wrapper, '选文件…');
    expect(wrapper.text(), 'the row that is withheld says so').toContain('涉密行：内容不显示');
    expect(wrapper.find('[data-cell="3:2"]').classes(), 'a finding is drawn in its cell').toContain('err');
    expect(wrapper.find('.account').text(), 'read is the sum of its parts').toBe('4读到=2项目行+1涉密+1非项目行');
    expect(wrapper.findAll('.map li').map((line) => line.text()).join(), 'why a column was matched').toContain('总投资');
  });

  it('goes from reading to stored by one button each', async () => {
    const { wrapper, host } = await opened();
    await press(wrapper, '选文件…');
    await press(wrapper, '对比 2 行');
    expect(host.calls.find((call) => call.name === 'stage')?.request, 'a reading nobody touched is not sent').toEqual({ files: [{ file: '/a/登记表.xlsx' }] });
    const button = await press(wrapper, '入库 2 行');
    expect(button, 'the button tells what it does').toBeDefined();
    expect(wrapper.text()).toContain('已入库 2 行，可撤销');
  });

  it('stores nothing where all must be right and something is not', async () => {
    const { wrapper, host } = await opened();
    await press(wrapper, '选文件…');
    await press(wrapper, '对比 2 行');
    await wrapper.find('input[type="radio"][value="true"]').setValue(true);
    await flushPromises();
    await press(wrapper, '入库 2 行');
    expect(host.calls.some((call) => call.name === 'promote'), 'the button is off').toBe(false);
  });

  it('stores the files that are ticked, and the rest waits', async () => {
    const two = { ...held, files: [...held.files, { ...held.files[0]!, file: '另一份.xlsx' }] };
    const after = { ...two, state: 'promoted' as const, files: [{ ...two.files[0]!, waiting: false, result: { ...result, state: 'promoted' as const, batch: 3 } }, two.files[1]!] };
    const { wrapper, host } = await opened({ stage: two, promote: after });
    await press(wrapper, '选文件…');
    await press(wrapper, '对比 2 行');
    await wrapper.findAll('.side li input[type="checkbox"]')[1]?.setValue(false);
    await flushPromises();
    await press(wrapper, '入库 2 行');
    expect(host.calls.find((call) => call.name === 'promote')?.request, 'only what is ticked').toMatchObject({ id: 7, files: [0] });
    expect(wrapper.text(), 'what waits is told').toContain('还没有入库');
    await press(wrapper, '接着看余下 1 个文件');
    expect(flow.step, 'and can be gone on with').toBe('compare');
  });

  it('says so and stores nothing where the account does not balance', async () => {
    const off = { ...held, files: [{ file: 'a', refused: null, waiting: true, result: { ...result, read: { rows: 9, fen: 100 } } }] };
    const { wrapper } = await opened({ stage: off });
    await press(wrapper, '选文件…');
    await press(wrapper, '对比 2 行');
    expect(wrapper.text(), 'an account that does not balance says so').toContain('对不上');
    expect(wrapper.find('footer .el-button--primary').attributes('disabled'), 'and nothing is stored').toBeDefined();
  });

  it('goes back to the reading when a person cancels, and holds nothing', async () => {
    const { wrapper, host } = await opened();
    const plain = host.job;
    let stop: (why: CommandError) => void = () => undefined;
    host.job = (name, request, told) => (name !== 'stage' ? plain(name, request, told) : {
      done: new Promise((_, reject) => (stop = reject)),
      cancel: () => stop(new CommandError({ code: 'cancelled', params: [] })),
    });
    await press(wrapper, '选文件…');
    await press(wrapper, '对比 2 行');
    expect(wrapper.text(), 'what cancelling leaves behind is told').toContain('取消后不留下任何数据');
    await press(wrapper, '取消导入');
    expect([flow.step, flow.held, flow.error], 'no error: it was wished').toEqual(['reading', null, null]);
  });

  it('tells why a file could not be read and goes on with the others', async () => {
    const refused = { waiting: false, refused: { code: 'file_encrypted', params: [] } };
    const { wrapper } = await opened({ stage: { ...held, files: [...held.files, { file: 'b.xlsx', result: null, ...refused }] } });
    await press(wrapper, '选文件…');
    await press(wrapper, '对比 2 行');
    expect(wrapper.text()).toContain('读不了的文件');
    expect(wrapper.find('footer .el-button--primary').attributes('disabled'), 'the others are stored').toBeUndefined();
  });
});
