import { z } from 'zod';
import { instant, problem } from '#api/contract/common.ts';

/** waiting: until others are done; ended are done, failed and cancelled. */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

/** Work that goes on after its request was answered. */
export const jobAnswer = z.object({
  id: z.uuid(),
  kind: z.enum(['division', 'importCheck', 'importConfirm', 'importUndo', 'report', 'siting']),
  state: z.enum(JOB_STATES),
  /** Share done, 0 to 1; it never goes back. */
  progress: z.number().min(0).max(1),
  /** What is being done, in the language asked for. */
  doing: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** What it gave: the import that waits to be confirmed, or was written; the report whose file is there; the siting. */
  result: z
    .object({ import: z.uuid().optional(), report: z.uuid().optional(), siting: z.uuid().optional() })
    .nullable(),
  /** Why it failed. */
  problem: problem.nullable(),
});
export type JobAnswer = z.infer<typeof jobAnswer>;

/** Words of what is being done, as the work itself tells them, in Chinese. */
const DOING_ZH: Readonly<Record<string, string>> = {
  waiting: '排队等候',
  starting: '正在启动',
  reading: '读取文件',
  converting: '坐标换算',
  checking: '逐项检查',
  'drawing areas': '绘制区域',
  dividing: '划分边界',
  'joining ways': '连接路网',
  'joining borders': '拼接边界',
  'cutting tiles': '切制瓦片',
  'reading the ledger': '读取台账',
  'measuring ways': '量算路程',
  'choosing step by step': '逐点择优',
  'solving, gap at most': '精确求解，距最优至多',
  solved: '求解完毕',
  writing: '写入台账',
  undoing: '撤销导入',
  done: '完成',
  failed: '失败',
  cancelled: '已取消',
};

/** @returns the word in the language asked for, with what follows it after a colon; one not known stays as it is */
export function doingIn(lang: 'zh-CN' | 'en', doing: string): string {
  if (lang === 'en') return doing;
  const [word = '', ...figures] = doing.split(': ');
  return [DOING_ZH[word] ?? word, ...figures].join('：');
}
