import type { SitingInput } from '#api/contract/reach.ts';
import type { Asking } from '#api/services/context.ts';
import type { Reckoned } from '#api/services/reach/reckoning.ts';
import type { Standings } from '#api/services/reach/standings.ts';
import { demandWeights } from '#geodata/reach/demand.ts';

/**
 * How much one of each area's demand counts: `1 + β1 gapShare + β2 issueShare` (model.md), shares being ranks over the
 * grids of the area asked about; 1 for what is at home above the grids.
 */
export async function factorsOf(
  standings: Standings,
  asking: Asking,
  { ground, area }: Reckoned,
  { weights, duty: asked }: SitingInput,
): Promise<Float64Array> {
  const factor = new Float64Array(ground.areas.length).fill(1);
  if (weights.gap === 0 && weights.issues === 0) return factor;
  const grids = ground.state.tree.ofLevel(area.code, 'grid');
  const duty = await standings.duty(asking, asked ?? undefined);
  const gaps =
    duty &&
    (await standings.gaps(asking, duty, { area: area.code, level: 'grid', smallCells: 'shown' })).byArea;
  const issues = await standings.issues(asking, ground.state, area, grids, 'grid');
  const column = (of: (code: string) => number | null | undefined): Float64Array =>
    Float64Array.from(grids, ({ code }) => of(code) ?? Number.NaN);
  const { weights: factors } = demandWeights(
    {
      demand: new Float64Array(grids.length).fill(1),
      gap: column((code) => gaps?.get(code)?.share),
      issues: column((code) => issues.get(code)?.perThousand),
    },
    weights,
  );
  for (const [i, { code }] of grids.entries()) {
    const place = ground.placeOf.get(code);
    if (place !== undefined) factor[place] = factors[i] as number;
  }
  return factor;
}
