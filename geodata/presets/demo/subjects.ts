import { createRandom } from '#geodata/divide/random.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Boundary, Day, LonLat, SubjectType } from '#geodata/model.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import { type DemoSeed, MONTHS, weightedPick } from './draw.ts';
import { personName } from './names.ts';
import { pairingDays } from './pairings.ts';

/** Households on the register of a village with a first secretary: at least, and up to so many more. */
export const VILLAGE_HOUSEHOLDS = { least: 26, more: 8 } as const;
/** Tag of households that are on the register for living in such a village. */
export const VILLAGER = '村民';
/** Tags of firms that somebody above the town calls on as well. */
export const KEY_FIRM = '重点企业';
export const ABOVE_SCALE = '规上企业';

export interface DemoSubject {
  id: string;
  type: SubjectType;
  name: string;
  tags: string[];
  area: string;
  position: LonLat;
  validFrom: Day;
}

const TRADES = ['机械', '食品', '物流', '化工', '纺织', '电子', '建材', '船舶配件', '水产', '新能源'];
/** Tag of who is 70 or older. */
export const ELDERLY = '70岁以上';

const NEEDY_TAGS = ['低保', '低保', '低保边缘', '特困'];

/**
 * Subjects at home in the areas given (the grids of a district, or its towns where it has no grids), spread
 * by households; deterministic by seed. Names are made up; a few come to the register late, firms some weeks
 * before they are paired.
 *
 * @param villages codes of the communities whose households are filled up to what their secretaries need
 */
export function demoSubjects(
  grids: readonly Boundary[],
  options: DemoSeed,
  villages: readonly string[] = [],
): DemoSubject[] {
  const { plan, today } = options;
  const { focus, firms } = plan;
  const random = createRandom(options.seed ^ 0x51ab);
  const ranks = createRandom(options.seed ^ 0x6f1b);
  const ages = createRandom(options.seed ^ 0x70a9);
  const points = new Map(grids.map((grid) => [grid.code, labelPoint(grid.geometry)]));
  const pick = weightedPick(
    grids.map((grid) => grid.households ?? 1),
    random,
  );
  const start = periodOf('month', today - 30 * (MONTHS + 2)).start;
  const lateOrStart = (lateShare: number): Day =>
    random() < lateShare ? today - Math.floor(random() * 300) : start;
  const subjects: DemoSubject[] = [];
  const add = (
    id: readonly [prefix: string, i: number],
    grid: Boundary,
    subject: Pick<DemoSubject, 'type' | 'name' | 'tags' | 'validFrom'>,
  ): void => {
    const [lon, lat] = points.get(grid.code)!;
    subjects.push({
      id: `${id[0]}-${String(id[1] + 1).padStart(5, '0')}`,
      ...subject,
      area: grid.code,
      // About 200 m around the middle of the grid: a place to draw, no real address.
      position: [round(lon + (random() - 0.5) * 0.003), round(lat + (random() - 0.5) * 0.0025)],
    });
  };

  for (let i = 0; i < focus.needy; i++) {
    const tags = [NEEDY_TAGS[Math.floor(random() * NEEDY_TAGS.length)]!];
    if (random() < 0.18) tags.push('残疾');
    if (ages() < 0.34) tags.push(ELDERLY);
    const name = personName(random);
    add(['H', i], grids[pick()]!, { type: 'household', name, tags, validFrom: lateOrStart(0.06) });
  }
  for (let i = 0; i < focus.frail; i++) {
    const name = personName(random);
    const validFrom = lateOrStart(0.04);
    const tags = ages() < 0.8 ? ['老弱党员', ELDERLY] : ['老弱党员'];
    add(['P', i], grids[pick()]!, { type: 'person', name, tags, validFrom });
  }
  for (const [i, paired] of pairingDays(firms.count, options).entries()) {
    const name = `${personName(random).slice(1)}${TRADES[Math.floor(random() * TRADES.length)]}有限公司`;
    const validFrom = paired - 25 - Math.floor(random() * 30);
    const rank = ranks();
    const tags = rank < firms.key ? [KEY_FIRM, ABOVE_SCALE] : rank < firms.aboveScale ? [ABOVE_SCALE] : [];
    add(['F', i], grids[pick()]!, { type: 'firm', name, tags, validFrom });
  }

  const listed = new Map<string, number>();
  for (const { type, area, validFrom } of subjects)
    if (type === 'household' && validFrom === start)
      listed.set(area.slice(0, 12), (listed.get(area.slice(0, 12)) ?? 0) + 1);
  const gridsOf = Map.groupBy(grids, ({ parentCode }) => parentCode);
  let villagers = 0;
  for (const village of villages) {
    const own = gridsOf.get(village)!;
    const pickOwn = weightedPick(
      own.map((grid) => grid.households ?? 1),
      random,
    );
    const wanted = VILLAGE_HOUSEHOLDS.least + Math.floor(random() * (VILLAGE_HOUSEHOLDS.more + 1));
    for (let count = listed.get(village) ?? 0; count < wanted; count++) {
      const name = personName(random);
      const grid = own[pickOwn()]!;
      add(['V', villagers++], grid, { type: 'household', name, tags: [VILLAGER], validFrom: start });
    }
  }
  return subjects;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
