import { describe, expect, it } from 'vitest';
import { visitInput } from '#api/contract/records.ts';
import type { FormField } from '#geodata/duty/types.ts';
import { instantOf } from '../../state/clock.ts';
import { type Draft, draftOf, emptyDraft, faultsOf, isBackfilled, visitOf } from './draft.ts';

const zone = 'Asia/Shanghai';
const now = Date.parse('2026-11-20T14:32:00+08:00');
const name = { zh: '近况', en: 'Condition' };
const FIELDS: FormField[] = [
  { id: 'condition', name, type: 'choice', required: true, options: [{ id: 'steady', name }] },
  { id: 'needs', name, type: 'choices', required: false, options: [{ id: 'land', name }] },
  { id: 'need', name, type: 'text', required: false, options: [] },
];
const WHO = { id: '4ad224ce-6866-452c-8f03-e73de0678dd1', subject: 'H-1', officer: 'W-1' };
const draft = (part: Partial<Draft>): Draft => ({ ...emptyDraft('p'), ...part });

describe('a visit being written down', () => {
  it('wants an outcome, and of who was met the required answers', () => {
    expect(faultsOf(draft({}), FIELDS, { now, zone })).toEqual({ outcome: 'missing' });
    expect(faultsOf(draft({ outcome: 'met' }), FIELDS, { now, zone })).toEqual({
      'fields.condition': 'missing',
    });
    expect(faultsOf(draft({ outcome: 'notIn' }), FIELDS, { now, zone })).toEqual({});
    const wrong = draft({ outcome: 'met', answers: { condition: 'gone', needs: ['land', 'moon'] } });
    expect(faultsOf(wrong, FIELDS, { now, zone })).toEqual({
      'fields.condition': 'wrong',
      'fields.needs': 'wrong',
    });
  });

  it('is not in the future, and late by more than three days it is backfilled', () => {
    const at = (wall: string) => draft({ outcome: 'notIn', at: wall });
    expect(faultsOf(at('2026-11-20T14:33'), [], { now, zone })).toEqual({ at: 'wrong' });
    expect(faultsOf(at(''), [], { now, zone })).toEqual({ at: 'wrong' });
    expect(faultsOf(at('2026-11-20T14:31'), [], { now, zone })).toEqual({});
    expect(isBackfilled(at('2026-11-17T14:33'), { now, zone })).toBe(false);
    expect(isBackfilled(at('2026-11-17T14:31'), { now, zone })).toBe(true);
    expect(instantOf('2026-11-20T14:32', zone)).toBe(now);
  });

  it('becomes a record the interface takes, and back into the same draft', () => {
    const met = draft({ outcome: 'met', answers: { condition: 'steady', need: '', gone: 'x' }, note: ' ' });
    const visit = visitOf(met, WHO, FIELDS, { now, zone, position: [120.1, 35.9] });
    expect(visitInput.parse(visit)).toEqual(visit);
    expect(visit).toMatchObject({
      at: '2026-11-20T14:32:00+08:00',
      fields: { condition: 'steady' },
      note: null,
      position: [120.1, 35.9],
      officers: ['W-1'],
    });
    expect(draftOf(visit, zone)).toMatchObject({ outcome: 'met', at: '2026-11-20T14:32', withPlace: true });
  });

  it('says no place by phone or when it is not wanted, and no answers of who was not met', () => {
    const at = { now, zone, position: [120, 36] as const };
    const base = { outcome: 'met' as const, answers: { condition: 'steady' } };
    expect(visitOf(draft({ ...base, mode: 'phone' }), WHO, FIELDS, at).position).toBeNull();
    expect(visitOf(draft({ ...base, withPlace: false }), WHO, FIELDS, at).position).toBeNull();
    expect(visitOf(draft({ ...base, outcome: 'refused' }), WHO, FIELDS, at).fields).toEqual({});
  });
});
