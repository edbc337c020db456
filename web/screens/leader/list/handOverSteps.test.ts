import { describe, expect, it } from 'vitest';
import type { GapItem } from '#api/contract/gaps.ts';
import type { AssignmentInput, RecordOutcome } from '#api/contract/records.ts';
import type { AssignmentItem } from '#api/contract/registers.ts';
import { type HandOverResult, handOver, plan, type Register, type Taker } from './handOverSteps.ts';

const TODAY = '2026-03-01';
const heir: Taker = { id: 'B', name: '李**', role: 'cadre' };
const item = (subject: string, officer: GapItem['officer']): GapItem => ({
  subject,
  name: '张**',
  subjectType: 'household',
  tags: [],
  officer,
  event: null,
  area: { code: 'g', name: 'g', level: 'grid' },
  chain: [],
  position: null,
  type: 'never',
  done: 0,
  required: 2,
  lastVisit: null,
  days: 1,
});
const held = (id: string, officer: string): AssignmentItem => ({
  id,
  officer,
  role: 'gridWorker',
  area: null,
  subject: 's',
  home: 'g',
  validFrom: '2026-01-01',
  validTo: null,
});
const outcome = (status: RecordOutcome['status'], message = ''): RecordOutcome => ({
  line: 1,
  id: null,
  status,
  commit: null,
  errors: status === 'refused' ? [{ path: '', message, code: 'invalid' }] : [],
});

/** A register that writes down what it was told. */
function registerWith(before: AssignmentItem[], answer = outcome('created')) {
  const told: (AssignmentInput | { id: string; on: string })[] = [];
  const register: Register = {
    assignmentsTo: async () => ({ items: before, nextCursor: null }),
    assign: async (assignment) => {
      told.push(assignment);
      return answer;
    },
    endAssignment: async (id, on) => {
      told.push({ id, on });
      return outcome('created');
    },
  };
  return { told, register };
}

async function run(before: AssignmentItem[], answer?: RecordOutcome, to: Taker | null = heir) {
  const { told, register } = registerWith(before, answer);
  const results: HandOverResult[] = [];
  const steps = [{ item: item('s', { id: 'A', name: '王**', role: 'gridWorker' }), to }];
  await handOver(steps, TODAY, (result) => results.push(result), new AbortController().signal, register);
  return { told, results };
}

describe('handing over', () => {
  it('assigns from today on in the role it was held in, then ends what was, the day before', async () => {
    const { told, results } = await run([held('old', 'A')]);
    expect(told).toMatchObject([
      { officer: 'B', subject: 's', area: null, role: 'gridWorker', validFrom: TODAY, validTo: null },
      { id: 'old', on: '2026-02-28' },
    ]);
    expect(results).toEqual([{ subject: 's', state: 'created', reason: null }]);
  });
  it('changes nothing for who has it by name already, and takes it from others', async () => {
    expect(await run([held('own', 'B')])).toMatchObject({ told: [], results: [{ state: 'same' }] });
    const { told, results } = await run([held('own', 'B'), held('other', 'C')]);
    expect(told).toEqual([{ id: 'other', on: '2026-02-28' }]);
    expect(results[0]?.state).toBe('created');
  });
  it('leaves what was when the new one is refused, and says why', async () => {
    const { told, results } = await run([held('old', 'A')], outcome('refused', 'there is no officer B'));
    expect(told).toHaveLength(1);
    expect(results).toEqual([{ subject: 's', state: 'refused', reason: 'there is no officer B' }]);
  });
  it('leaves alone whom nobody was named for', async () => {
    expect(await run([], undefined, null)).toEqual({ told: [], results: [] });
  });
});

describe('what would change', () => {
  it('is each row’s own officer by name, or one for all', () => {
    const items = [item('a', { id: 'A', name: '王**', role: 'gridWorker' }), item('b', null)];
    expect(plan(items, 'current').map(({ to }) => to?.id ?? null)).toEqual(['A', null]);
    expect(plan(items, heir).map(({ to }) => to?.id)).toEqual(['B', 'B']);
  });
});
