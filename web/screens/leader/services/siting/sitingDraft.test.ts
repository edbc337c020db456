import { describe, expect, it, test } from 'vitest';
import { sitingInput } from '#api/contract/reach.ts';
import type { LonLat } from '#geodata/model.ts';
import { draftOf, EMPTY_DRAFT, faultsOf, inputOf, type SitingDraft } from './sitingDraft.ts';

const id = '7d0cb4a5-5f1c-4b7e-9a53-3c1e4cf3a001';
const drawn: LonLat[] = [[120.1, 35.9]];
const ask = (draft: SitingDraft) => ({
  id,
  area: '370211',
  drawn,
  nameOf: (i: number) => `点 ${i + 1}`,
  draft,
});

describe('a siting in its form', () => {
  test.each<[string, Partial<SitingDraft>, ReturnType<typeof faultsOf>]>([
    ['as it comes', {}, []],
    ['no places', { goal: 'points', p: '0' }, ['p']],
    ['half a place', { p: '2.5' }, ['p']],
    ['too many', { p: '201' }, ['p']],
    ['words', { p: 'drei', gap: 'x' }, ['p', 'gap']],
    ['a share beyond all', { goal: 'share', share: '101' }, ['share']],
    ['a share of nothing', { goal: 'share', share: '0' }, ['share']],
    ['a near threshold', { threshold: 'own', metres: '49' }, ['metres']],
    ['a weight below nothing', { issues: '-1' }, ['issues']],
    ['what is not asked for', { goal: 'share', p: 'x', threshold: 'class', metres: '' }, []],
  ])('%s', (_, part, faults) => expect(faultsOf({ ...EMPTY_DRAFT, ...part }, [])).toEqual(faults));

  it('wants a place where places are drawn', () => {
    const draft: SitingDraft = { ...EMPTY_DRAFT, candidates: 'drawn' };
    expect(faultsOf(draft, [])).toEqual(['candidates']);
    expect(faultsOf(draft, drawn)).toEqual([]);
  });

  test.each<Partial<SitingDraft>>([
    {},
    { goal: 'share', share: '92.5' },
    { threshold: 'own', metres: '800', kinds: ['station'], gap: '1.5', issues: '2', seconds: 120 },
    { candidates: 'drawn', demand: 'frail' },
  ])('is read by the interface, and comes back into the form: %j', (part) => {
    const draft = { ...EMPTY_DRAFT, ...part };
    const input = inputOf(draft, ask(draft));
    expect(sitingInput.parse(input)).toEqual(input);
    const again = draftOf(input);
    expect(inputOf(again, ask(again))).toEqual(input);
  });
});
