import type { Level } from '#geodata/model.ts';

export type Stops = readonly [zoom: number, pixels: number][];

/** Width of the border between two areas of a level, by zoom: the higher the level, the wider. */
const BORDERS: Partial<Record<Level, Stops>> = {
  town: [
    [8, 0.7],
    [10, 1.1],
    [13, 2.2],
    [16, 3],
  ],
  community: [
    [9, 0.4],
    [11, 0.7],
    [13, 1.2],
    [16, 2],
  ],
  grid: [
    [11, 0.4],
    [13, 0.8],
    [16, 1.4],
  ],
};
const ANY_BORDER: Stops = [
  [8, 0.6],
  [14, 1.2],
];

/** Width of the borders of a level, by zoom. */
export const borderStops = (level: Level): Stops => BORDERS[level] ?? ANY_BORDER;

/** The border of the whole. */
export const TOP_STOPS: Stops = [
  [7, 0.9],
  [10, 1.4],
  [14, 2.2],
];

/** The border of the area in view, and the casing that makes it hold on every fill. */
export const SELECT_STOPS: Stops = [
  [9, 2],
  [13, 2.8],
];
export const SELECT_CASING_STOPS: Stops = [
  [9, 4.4],
  [13, 6],
];

/** The edge of the land. */
export const SHORE_STOPS: Stops = [
  [7, 0.5],
  [10, 0.9],
  [14, 1.4],
];

/** Bands of shallower sea along the coast: colour, and width at zoom 12. */
export const WATERLINES = [
  ['sea-1', 64],
  ['sea-2', 30],
] as const;

export const waterlineStops = (width: number): Stops => [
  [8, width / 3],
  [12, width],
  [16, width * 1.6],
];

export const waterlineBlur = (width: number): Stops => [
  [8, width / 6],
  [12, width / 2],
  [16, width * 0.8],
];

/** How much the fills hide of pictures beneath them, 0 to 1. */
export const FILL_OVER_PICTURES = 0.78;
