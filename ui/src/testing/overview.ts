/** Figures of a register in mid-census, as `overview` tells them. */
import type { BatchLine, Count, OverviewResult } from '../contract/contract';

const counted = (records: number, fen: number, condition: string): Count => ({ records, fen, condition });

const batch = (number: number, file: string, state: BatchLine['state']): BatchLine => ({
  batch: number, state, file, sha256: '0', operator: '周砚秋', at: '2026-11-23T01:40:00Z',
  read: { rows: 46, fen: 0 },
  fates: { new: { rows: 38, fen: 0 }, changed: { rows: 5, fen: 0 }, unchanged: { rows: 3, fen: 0 } },
  classified: {},
});

/** The figures of the mock of 工作台. */
export const overview: OverviewResult = {
  all: counted(1284, 386_214_570_000, ''),
  running_cost_fen: 41_908_320_000,
  in_use: counted(937, 0, 'status in (已建在用;试运行)'),
  on_cloud: counted(511, 0, 'status in (已建在用;试运行) and tag 已上云'),
  units: [
    {
      group: 'province', title: '省直部门', expected: 60,
      states: [{ state: 'verified', units: 25 }, { state: 'reported', units: 20 }, { state: 'zero', units: 2 }, { state: 'returned', units: 7 }, { state: 'missing', units: 6 }],
    },
  ],
  findings: { must_fix: 318, explain: 506, info: 12 },
  to_return: counted(73, 0, 'to_return = 是'),
  suggestions: [{ tag: '上云迁移', waiting: 272 }, { tag: '升级改造', waiting: 148 }],
  years: [
    { value: '2017', before: true, count: counted(40, 21_800_000_000, 'approval_date <= 2017') },
    { value: '2026', before: false, count: counted(30, 15_400_000_000, 'approval_date = 2026') },
    { value: null, before: false, count: counted(3, 0, 'approval_date empty') },
  ],
  places: [
    { value: '省级政务云', before: false, count: counted(302, 0, 'deploy_location = 省级政务云') },
    { value: null, before: false, count: counted(14, 0, 'deploy_location empty') },
  ],
  clouds: [{ value: '省级政务云', before: false, count: counted(302, 0, 'deploy_location = 省级政务云') }],
  imports: [batch(43, '省民政厅_信息化项目普查登记表.xlsx', 'promoted'), batch(42, '省教育厅-副本(1).xlsx', 'undone')],
  batches: 43,
  todos: [
    { id: 'must_fix', title: '待退回的项目', note: '有必须改正的问题', action: '查看', view: 'register', count: 73, condition: 'to_return = 是', tag: null, state: null },
    { id: 'cloud', title: '上云迁移建议', note: '由规则提出，等人确认', action: '研判', view: 'review', count: 272, condition: null, tag: '上云迁移', state: null },
    { id: 'missing', title: '还没有报的单位', note: '应报未报', action: '查看', view: 'progress', count: 6, condition: null, tag: null, state: 'missing' },
  ],
};
