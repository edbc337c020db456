import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PresetsAnswer } from '#api/contract/presets.ts';
import { programmeInput } from '#api/contract/records.ts';
import { openTestInterface, squaresFile, type TestInterface } from '#api/squaresFixture.ts';
import { defineDuty, type ShortDuty } from '#geodata/duty/define.ts';
import { PROGRAMME_PRESETS } from '#geodata/presets/programmes/index.ts';

let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());

const DAYS = { firstDay: '2026-01-01', lastDay: '2026-12-31' };

describe('the list of presets', () => {
  test('has all of them, and a tag', async () => {
    const response = await api.get('/api/presets');
    const { items } = (await response.json()) as PresetsAnswer;
    expect(items.map((item) => item.id)).toEqual(PROGRAMME_PRESETS.map((preset) => preset.id));
    const etag = response.headers.get('etag')!;
    expect((await api.get('/api/presets', { 'If-None-Match': etag })).status).toBe(304);
    expect((await api.get('/api/presets?colour=red')).status).toBe(400);
  });

  test.each(PROGRAMME_PRESETS.map((preset) => [preset.id, preset] as const))(
    '%s is accepted as it is once its days are added, and says the same',
    async (id, preset) => {
      const { items } = await api.read<PresetsAnswer>('/api/presets');
      const { programme } = items.find((item) => item.id === id)!;
      const parsed = programmeInput.parse({ ...programme, ...DAYS });
      expect(parsed).toEqual({ name: preset.name, fields: preset.fields, duties: preset.duties, ...DAYS });
      expect(parsed.duties.map((duty) => defineDuty(duty as ShortDuty))).toEqual(
        preset.duties.map((duty) => defineDuty(duty)),
      );
      const put = await api.send('PUT', `/api/programmes/${id}`, { ...programme, ...DAYS });
      expect([id, put.status, await put.text()]).toEqual([id, 200, expect.any(String)]);
    },
  );
});
