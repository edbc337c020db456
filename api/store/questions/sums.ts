import type { AreaSums, SumsQuestion } from '#api/store/dutyStore.ts';
import type { Db } from '#api/store/schema.ts';
import { type Deadlines, type DutySums, NO_SUMS, type Window } from '#geodata/duty/figures.ts';
import type { Day } from '#geodata/model.ts';

/**
 * Sums of a duty by period and area, from the roll-ups alone: rows read are in proportion to what is
 * shown, never to the number of visits. The stock of a period is the sum of all differences up to it, so
 * several periods are answered by one read of the stock and a running sum.
 */
export async function dutySums(db: Db, question: SumsQuestion): Promise<Map<Day, AreaSums[]>> {
  const periods = [...question.periods].sort((a, b) => a - b);
  const answer = new Map<Day, AreaSums[]>(periods.map((period) => [period, []]));
  const last = periods.at(-1);
  if (last === undefined || question.towns.length === 0) return answer;

  const stock = await stockQuery(db, question, last).execute();
  const flow = await flowQuery(db, question, periods).execute();
  const flows = new Map<string, (typeof flow)[number][]>();
  for (const row of flow) {
    const key = `${row.period}\u0001${row.town}\u0001${row.area}`;
    const list = flows.get(key);
    if (list) list.push(row);
    else flows.set(key, [row]);
  }

  const running = new Map<string, Running>();
  let next = 0;
  for (const period of periods) {
    for (; next < stock.length && stock[next]!.fromPeriod <= period; next++) addStock(running, stock[next]!);
    const rows = answer.get(period)!;
    for (const [key, { town, area, sums, windows, deadlines }] of running) {
      const total = { ...sums };
      const met = new Map<Day, number>();
      // A standing duty keeps these in its stock, one that visits fulfil in its flow.
      for (const moving of flows.get(`${period}\u0001${key}`) ?? []) {
        for (const count of FLOW) total[count] += moving[count];
        if (moving.dueDay !== 0) met.set(moving.dueDay, (met.get(moving.dueDay) ?? 0) + moving.met);
      }
      total.windows = [...windows.values()].filter(({ r }) => r !== 0);
      total.deadlines = [...deadlines]
        .filter(([, n]) => n !== 0)
        .map(([dueDay, n]): Deadlines => ({ dueDay, n, met: met.get(dueDay) ?? 0 }));
      rows.push({ area: area === '' ? town : area, own: area !== '', sums: total });
    }
  }
  return answer;
}

const STOCK = ['n', 'exempt', 'ever', 'unassigned', 'visited', 'done', 'met'] as const;
const FLOW = ['visited', 'done', 'met', 'metLate', 'metUnassigned', 'prevMet', 'prevMetVisited'] as const;

interface Running {
  town: string;
  area: string;
  sums: DutySums;
  windows: Map<string, Window>;
  deadlines: Map<Day, number>;
}

function addStock(
  running: Map<string, Running>,
  row: { town: string; area: string; startDay: Day; dueDay: Day; r: number } & Record<
    (typeof STOCK)[number],
    number
  >,
): void {
  const { town, area, startDay, dueDay } = row;
  const key = `${town}\u0001${area}`;
  let at = running.get(key);
  if (!at) {
    at = { town, area, sums: { ...NO_SUMS }, windows: new Map(), deadlines: new Map() };
    running.set(key, at);
  }
  for (const count of STOCK) at.sums[count] += row[count];
  at.sums.required += row.r;
  if (startDay !== 0 || dueDay !== 0) {
    const window = at.windows.get(`${startDay} ${dueDay}`) ?? { startDay, dueDay, r: 0 };
    at.windows.set(`${startDay} ${dueDay}`, { ...window, r: window.r + row.r });
  }
  if (dueDay !== 0) at.deadlines.set(dueDay, (at.deadlines.get(dueDay) ?? 0) + row.n);
}

/** The read of the stock; ordered by period, so that one pass serves many periods. */
function stockQuery(db: Db, question: SumsQuestion, lastPeriod: Day) {
  return db
    .selectFrom('stock')
    .select(['town', 'area', 'fromPeriod', 'startDay', 'dueDay'])
    .select(({ fn }) => [
      fn.sum<number>('n').as('n'),
      fn.sum<number>('r').as('r'),
      fn.sum<number>('exempt').as('exempt'),
      fn.sum<number>('ever').as('ever'),
      fn.sum<number>('unassigned').as('unassigned'),
      fn.sum<number>('visited').as('visited'),
      fn.sum<number>('done').as('done'),
      fn.sum<number>('met').as('met'),
    ])
    .where('town', 'in', [...question.towns])
    .where('duty', '=', question.duty)
    .where('area', question.grain === 'totals' ? '=' : '>', '')
    .where('fromPeriod', '<=', lastPeriod)
    .$if(question.recordedBy !== undefined, (q) => q.where('recDay', '<=', question.recordedBy!))
    .groupBy(['town', 'area', 'fromPeriod', 'startDay', 'dueDay'])
    .orderBy('fromPeriod');
}

/** The read of the flow of the periods asked for. */
function flowQuery(db: Db, question: SumsQuestion, periods: readonly Day[]) {
  return db
    .selectFrom('flow')
    .select(['town', 'period', 'area', 'dueDay'])
    .select(({ fn }) => [
      fn.sum<number>('visited').as('visited'),
      fn.sum<number>('done').as('done'),
      fn.sum<number>('met').as('met'),
      fn.sum<number>('metLate').as('metLate'),
      fn.sum<number>('metUnassigned').as('metUnassigned'),
      fn.sum<number>('prevMet').as('prevMet'),
      fn.sum<number>('prevMetVisited').as('prevMetVisited'),
    ])
    .where('town', 'in', [...question.towns])
    .where('duty', '=', question.duty)
    .where('period', 'in', [...periods])
    .where('area', question.grain === 'totals' ? '=' : '>', '')
    .$if(question.recordedBy !== undefined, (q) => q.where('recDay', '<=', question.recordedBy!))
    .groupBy(['town', 'period', 'area', 'dueDay']);
}
