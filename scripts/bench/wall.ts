import type { Bench } from './figure.ts';
import { soak } from './wallSoak.ts';
import { turning } from './wallTurning.ts';
import { FULL_HD, openWallWorld } from './wallWorld.ts';

/** Share of a day that is run where not all sizes are asked for. */
const SHORT = 0.1;
const UHD = { width: 3840, height: 2160 };

/** The wall: its scenes changing at two sizes, and a day of it, compressed. */
export const wall: Bench = async ({ large }, print) => {
  const world = await openWallWorld(print);
  try {
    return [
      ...(await turning(world, FULL_HD, print, { at: 'most', value: 0.05 })),
      ...(await turning(world, UHD, print)),
      ...(await soak(world, large ? 1 : SHORT, print)),
    ];
  } finally {
    await world.close();
  }
};
