import { describe, expect, test } from 'vitest';
import { wayOf } from './way.ts';

describe('wayOf', () => {
  const forward = { kind: 'road', direction: 1 };
  const both = { kind: 'road', direction: 0 };
  test.each([
    [{ highway: 'residential' }, 'any', both],
    [{ highway: 'residential', oneway: 'yes' }, 'any', forward],
    [{ highway: 'residential', oneway: 'yes' }, 'drive', forward],
    [{ highway: 'residential', oneway: 'yes' }, 'walk', both],
    [{ highway: 'footway', 'oneway:foot': 'yes' }, 'walk', forward],
    [{ highway: 'primary_link', oneway: '-1' }, 'any', { kind: 'road', direction: -1 }],
    [{ highway: 'primary', oneway: -1 }, 'any', { kind: 'road', direction: -1 }],
    [{ highway: 'primary', oneway: true }, 'any', forward],
    [{ highway: 'primary', oneway: 'no', junction: 'roundabout' }, 'any', both],
    [{ highway: 'primary', junction: 'roundabout' }, 'any', forward],
    [{ highway: 'motorway' }, 'drive', forward],
    [{ highway: 'motorway' }, 'walk', null],
    [{ highway: 'trunk', foot: 'yes' }, 'walk', both],
    [{ highway: 'steps' }, 'drive', null],
    [{ highway: 'steps' }, 'any', both],
    [{ highway: 'construction' }, 'any', null],
    [{ highway: 'service', access: 'private' }, 'any', null],
    [{ highway: 'service', access: 'private', foot: 'yes' }, 'walk', both],
    [{ highway: 'service', access: 'private', foot: 'yes' }, 'drive', null],
    [{ highway: 'path', foot: 'no' }, 'walk', null],
    [{ route: 'ferry' }, 'any', { kind: 'ferry', direction: 0 }],
    [{ ferry: 'yes', oneway: 'yes' }, 'drive', { kind: 'ferry', direction: 1 }],
    [{ building: 'yes' }, 'any', null],
  ] as const)('%o for %s', (tags, mode, way) => {
    expect(wayOf(tags, mode)).toEqual(way);
  });

  test('a line that says nothing is a road where it is drawn by hand', () => {
    expect(wayOf({}, 'drive', { untagged: true })).toEqual(both);
    expect(wayOf({ oneway: 1 }, 'any', { untagged: true })).toEqual(forward);
    expect(wayOf({ highway: 'proposed' }, 'any', { untagged: true })).toBeNull();
  });
});
