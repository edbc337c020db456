import type { Db } from '#api/store/schema.ts';
import type { AreaSums, SumsQuestion } from '#api/store/store.ts';
import { type DutySums, NO_SUMS } from '#geodata/duty/figures.ts';
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
  const flows = new Map(flow.map((row) => [`${row.period}\u0001${row.town}\u0001${row.area}`, row]));

  const running = new Map<string, { town: string; area: string; sums: DutySums; late: Map<Day, number> }>();
  let next = 0;
  for (const period of periods) {
    for (; next < stock.length && stock[next]!.fromPeriod <= period; next++) {
      const row = stock[next]!;
      const key = `${row.town}\u0001${row.area}`;
      let at = running.get(key);
      if (!at) {
        at = { town: row.town, area: row.area, sums: { ...NO_SUMS }, late: new Map() };
        running.set(key, at);
      }
      at.sums.n += row.n;
      at.sums.required += row.r;
      at.sums.exempt += row.exempt;
      at.sums.ever += row.ever;
      at.sums.unassigned += row.unassigned;
      at.sums.visited += row.visited;
      at.sums.done += row.done;
      at.sums.met += row.met;
      if (row.startDay !== 0) at.late.set(row.startDay, (at.late.get(row.startDay) ?? 0) + row.r);
    }
    const rows = answer.get(period)!;
    for (const [key, at] of running) {
      const moving = flows.get(`${period}\u0001${key}`);
      rows.push({
        area: at.area === '' ? at.town : at.area,
        own: at.area !== '',
        sums: {
          ...at.sums,
          // A standing duty keeps these in its stock, one that visits fulfil in its flow.
          visited: at.sums.visited + (moving?.visited ?? 0),
          done: at.sums.done + (moving?.done ?? 0),
          met: at.sums.met + (moving?.met ?? 0),
          metUnassigned: moving?.metUnassigned ?? 0,
          prevMet: moving?.prevMet ?? 0,
          prevMetVisited: moving?.prevMetVisited ?? 0,
          lateStarts: [...at.late].filter(([, r]) => r !== 0).map(([startDay, r]) => ({ startDay, r })),
        },
      });
    }
  }
  return answer;
}

/** The read of the stock; ordered by period, so that one pass serves many periods. */
export function stockQuery(db: Db, question: SumsQuestion, lastPeriod: Day) {
  return db
    .selectFrom('stock')
    .select(['town', 'area', 'fromPeriod', 'startDay'])
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
    .groupBy(['town', 'area', 'fromPeriod', 'startDay'])
    .orderBy('fromPeriod');
}

/** The read of the flow of the periods asked for. */
export function flowQuery(db: Db, question: SumsQuestion, periods: readonly Day[]) {
  return db
    .selectFrom('flow')
    .select(['town', 'period', 'area'])
    .select(({ fn }) => [
      fn.sum<number>('visited').as('visited'),
      fn.sum<number>('done').as('done'),
      fn.sum<number>('met').as('met'),
      fn.sum<number>('metUnassigned').as('metUnassigned'),
      fn.sum<number>('prevMet').as('prevMet'),
      fn.sum<number>('prevMetVisited').as('prevMetVisited'),
    ])
    .where('town', 'in', [...question.towns])
    .where('duty', '=', question.duty)
    .where('period', 'in', [...periods])
    .where('area', question.grain === 'totals' ? '=' : '>', '')
    .$if(question.recordedBy !== undefined, (q) => q.where('recDay', '<=', question.recordedBy!))
    .groupBy(['town', 'period', 'area']);
}
