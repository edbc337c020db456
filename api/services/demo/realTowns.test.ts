import { expect, test } from 'vitest';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { readRealTowns } from './realTowns.ts';

const plan = { ...WEST_COAST, towns: WEST_COAST.towns.slice(0, 3) };
const square = (west: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 36],
      [west + 0.1, 36],
      [west + 0.1, 36.1],
      [west, 36.1],
      [west, 36],
    ],
  ],
});
const file = (properties: readonly (object | null)[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: properties.map((own, i) => ({
      type: 'Feature',
      properties: own,
      geometry: square(120 + i / 10),
    })),
  });
const [first, second, third] = plan.towns as [
  { name: string; code: string },
  ...{ name: string; code: string }[],
];

test('towns join by code or by name, in the order of the plan', () => {
  const text = file([{ name: third!.name }, { code: first.code }, { name: ` ${second!.name} ` }]);
  const { towns, outline } = readRealTowns(plan, text, null);
  expect(towns.features.map(({ properties }) => properties.code)).toEqual(plan.towns.map(({ code }) => code));
  expect(towns.features[0]!.geometry).toEqual(square(120.1));
  expect(outline).toBeNull();
});

test('what does not join is named: strangers, doubles, the missing', () => {
  const text = file([{ name: '无此镇' }, { name: first.name }, { code: first.code }, null]);
  expect(() => readRealTowns(plan, text, null)).toThrow(
    `features[0]: 无此镇 is no town of ${plan.name}; features[2]: ${first.code} is there twice; features[3]: a polygon without a name is no town of ${plan.name}; features: ${second!.name} is missing; features: ${third!.name} is missing`,
  );
});

test('a file that is none, or an outline without the district, is refused in words', () => {
  const good = file(plan.towns.map(({ code }) => ({ code })));
  expect(() => readRealTowns(plan, '{', null)).toThrow('The file of the towns is no JSON');
  expect(() => readRealTowns(plan, '[]', null)).toThrow('no GeoJSON collection of polygons');
  expect(() => readRealTowns(plan, good.replace('Polygon', 'Point'), null)).toThrow(
    'features.0.geometry.type',
  );
  expect(() => readRealTowns(plan, good, file([{ division_code: '370200' }]))).toThrow('has the code 370211');
  const { outline } = readRealTowns(
    plan,
    good,
    file([{ division_code: '370200' }, { division_code: '370211' }]),
  );
  expect(outline).toEqual(square(120.1));
});
