import type { Polygon } from 'geojson';
import { topology } from 'topojson-server';
import { expect, test } from 'vitest';
import { dividePolygon } from './divide.ts';
import { dissolve, weldBorders } from './weld.ts';

const left: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [119, 35],
      [119.2, 35],
      [119.21, 35.21],
      [119, 35.2],
      [119, 35],
    ],
  ],
};
const right: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [119.2, 35],
      [119.4, 35],
      [119.4, 35.2],
      [119.21, 35.21],
      [119.2, 35],
    ],
  ],
};

test('neighbours divided apart share every arc after welding', () => {
  const parts = [
    ...dividePolygon({ geometry: left, parts: 7, seed: 1 }),
    ...dividePolygon({ geometry: right, parts: 9, seed: 2 }),
  ];
  const welded = weldBorders(parts);
  const { arcs, objects } = topology(Object.fromEntries(welded.map((g, i) => [`p${i}`, g])));
  const uses = arcs.map(() => 0);
  const count = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(count);
    else if (typeof value === 'number') uses[value < 0 ? ~value : value]!++;
  };
  for (const object of Object.values(objects)) if ('arcs' in object) count(object.arcs);
  const onOutline = ([lon = 0, lat = 0]: number[]): boolean =>
    lon < 119.0001 || lon > 119.3999 || lat < 35.0001 || lat > 35.1999;
  for (const [i, arc] of arcs.entries()) {
    const middle = arc[Math.floor(arc.length / 2)]!;
    const inner = arc.length > 2 ? !onOutline(middle) : arc.some((p) => !onOutline(p));
    if (inner) expect(uses[i], `arc at ${middle}`).toBe(2);
  }
});

test('dissolving gives the neighbours back, with the same border on both sides', () => {
  const parts = weldBorders([
    ...dividePolygon({ geometry: left, parts: 5, seed: 1 }),
    ...dividePolygon({ geometry: right, parts: 6, seed: 2 }),
  ]);
  const shapes = dissolve(
    parts,
    parts.map((_, i) => (i < 5 ? 'left' : 'right')),
  );
  const edges = (name: string): Set<string> => {
    const { coordinates } = shapes.get(name) as Polygon;
    expect(coordinates).toHaveLength(1);
    return new Set(coordinates[0]!.slice(1).map((p, i) => `${coordinates[0]![i]}>${p}`));
  };
  const other = edges('right');
  const shared = [...edges('left')].filter((edge) => other.has(edge.split('>').reverse().join('>')));
  expect(shared.length).toBeGreaterThan(2);
  expect(edges('left').size).toBeGreaterThan(4);
});

test('a coverage that is clean already stays as it is', () => {
  expect(weldBorders([left, right])).toEqual([left, right]);
  expect(weldBorders([])).toEqual([]);
});
