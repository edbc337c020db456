import { describe, expect, test } from 'vitest';
import { USUAL_SPOTS } from '../../../state/spots.ts';
import { bandwidthFor, hindranceOf, resolutionFor, settingsOf } from './spots.ts';

describe('settings of hotspots', () => {
  test('suit the level where nothing is chosen', () => {
    expect(settingsOf(USUAL_SPOTS, 'district', null)).toMatchObject({ cell: 'community', value: 'count' });
    expect(settingsOf(USUAL_SPOTS, 'town', null).cell).toBe('grid');
    expect(settingsOf({ ...USUAL_SPOTS, cells: 'grid' }, 'district', null).cell).toBe('grid');
  });

  test('never ask for what the interface refuses', () => {
    const hexagons = { ...USUAL_SPOTS, cells: 'h3', value: 'perHousehold', peer: 'urbanRural' } as const;
    expect(settingsOf(hexagons, 'district', null)).toMatchObject({ value: 'count', peer: 'district' });
    const visits = { ...USUAL_SPOTS, value: 'perVisit' } as const;
    expect(settingsOf(visits, 'district', 'hotline').value).toBe('count');
    expect(settingsOf(visits, 'district', 'visit').value).toBe('perVisit');
    expect(settingsOf(visits, 'district', null).value).toBe('perVisit');
  });

  test('say what stands in the way', () => {
    expect(hindranceOf('count', 'h3', 'hotline')).toBeNull();
    expect(hindranceOf('perVisit', 'h3', null)).toBe('hexagons');
    expect(hindranceOf('perVisit', 'grid', 'hotline')).toBe('otherSource');
    expect(hindranceOf('perHousehold', 'grid', 'hotline')).toBeNull();
  });
});

describe('a stretch of land', () => {
  test('is some thirty hexagons across, from a country to a street', () => {
    expect(resolutionFor([-6, 50, 2, 59])).toBe(5);
    expect(resolutionFor([119.5, 35.5, 120.4, 36.1])).toBe(7);
    expect(resolutionFor([120, 35.9, 120.1, 36])).toBe(9);
    expect(resolutionFor([120, 35.9, 120.001, 35.901])).toBe(9);
    expect(resolutionFor([-170, -80, 170, 80])).toBe(4);
  });

  test('has a kernel of a sixtieth of it', () => {
    expect(bandwidthFor([119.5, 35.5, 120.4, 36.1])).toBe(1400);
    expect(bandwidthFor([120, 35.9, 120.001, 35.901])).toBe(60);
  });
});
