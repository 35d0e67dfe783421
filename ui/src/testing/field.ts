/** A package that comes back and a project on site, as the commands tell them; nobody's names. */
import type { CatalogueResult, CheckLine, CheckSheet, ConflictLine, FieldShape, MessageResult, PackageLine, PackageMergeResult, PackageState, Receipt } from '../contract/contract';

const shape = (key: string, header: string, codes: string[] = []): FieldShape => ({ key, header, group: '基本', type: codes.length > 0 ? 'enum' : 'text', unit: null, codes, need: { kind: 'optional' }, search: false, own: false });

export const catalogue: CatalogueResult = {
  fields: [shape('project_name', '项目名称'), shape('report_unit', '填报单位'), shape('status', '项目状态', ['已建在用', '在建', '已停用']), shape('remark', '备注')],
  facts: [], operators: [],
};

export const messages: MessageResult = {
  messages: { edit_classified: { severity: null, text: '涉密的内容不能记', hint: '请改写' }, passphrase_wrong: { severity: null, text: '口令不对', hint: null } },
  words: { verdict: { accept: '采纳', postpone: '暂缓' }, relation: { same: '同一项目', phase: '后续期次' } },
};

export const carried: PackageLine = { package: 'p', team: '一组', scope: '', whole: false, made_at: '2026-11-23T01:40:00Z', made_by: '周砚秋', base: '5' };

/** A conflict on the status of a project; with what a test says of it. */
export const conflict = (more: Partial<ConflictLine> = {}): ConflictLine => ({
  number: 0, uid: 'u1', name: '河湖巡查平台', unit: '江西省水利厅', kind: 'field', field: 'status', other: null,
  based: true, base: '已建在用', ours: '已停用', theirs: '在建',
  ours_by: { who: '周砚秋', at: '2026-11-23T01:40:00Z' }, theirs_by: { who: '林晚舟', at: '2026-11-22T01:40:00Z' }, choice: null, ...more,
});

/** A merge that waits. */
export const merge = (more: Partial<PackageMergeResult> = {}): PackageMergeResult => ({
  id: 7, state: 'waiting', file: '一组.qcp', package: carried, again: false, common: true,
  new: 1, changed: 2, cells: 3, same: 0, taken_out: 4, decisions: 5, answers: 6, mergings: 8, unknown: ['机柜号'], checks: 9, attachments: 10,
  conflicts: 3, undecided: 3, batch: null, receipt: null, receipt_failed: null, ...more,
});

export const receipt: Receipt = {
  package: 'p', team: '一组', file: '一组.qcp', at: '2026-11-23T02:40:00Z', who: '周砚秋', batch: 8, head: null,
  new: 1, changed: 2, cells: 3, same: 0, taken_out: 4, decisions: 5, answers: 6, mergings: 8, checks: 9, attachments: 10, unknown: ['机柜号'],
  conflicts: [
    { uid: 'u1', name: '河湖巡查平台', header: '项目状态', kind: 'field', field: 'status', other: null, ours: '已停用', theirs: '在建', kept: '在建', took_theirs: true },
    { uid: 'u2', name: '水库平台', header: '', kind: 'removed', field: '', other: null, ours: null, theirs: null, kept: null, took_theirs: false },
    { uid: 'u3', name: '灌区平台', header: '上云迁移', kind: 'decision', field: '上云迁移', other: null, ours: 'accept/改造后迁移', theirs: null, kept: 'accept/改造后迁移', took_theirs: false },
    { uid: 'u4', name: '水文平台', header: '', kind: 'answer', field: '', other: { uid: 'u5', name: '水文平台二期', unit: '江西省水利厅' }, ours: 'same', theirs: 'phase<', kept: 'phase<', took_theirs: true },
  ],
};

export const state: PackageState = { package: null, merged: [receipt], passphrase: 8 };

const line = (field: string, value: string | null, found: CheckLine['found'] = []): CheckLine => ({ field, value, found });

/** A project of which one field was found wrong. */
export const sheet: CheckSheet = {
  uid: 'u1', revision: 3, title: { uid: 'u1', name: '河湖巡查平台', unit: '江西省水利厅', amount: null },
  lines: [
    line('project_name', '河湖巡查平台'),
    line('status', '已建在用', [{ uid: 'c1', record: 'u1', field: 'status', verdict: 'wrong', note: '机房已搬', who: '林晚舟', at: '2026-11-22T01:40:00Z' }]),
    line('remark', null),
  ],
  counts: { right: 0, wrong: 1, unseen: 0 },
  attachments: [
    { uid: 'a1', record: 'u1', name: '机房.png', kind: 'png', sha256: '0', bytes: 2048, who: '林晚舟', at: '2026-11-22T01:40:00Z' },
    { uid: 'a2', record: 'u1', name: '验收.pdf', kind: 'pdf', sha256: '1', bytes: 4096, who: '林晚舟', at: '2026-11-22T01:40:00Z' },
  ],
};
