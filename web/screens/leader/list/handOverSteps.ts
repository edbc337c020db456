import type { GapItem } from '#api/contract/gaps.ts';
import type { AssignmentInput, RecordOutcome } from '#api/contract/records.ts';
import type { AssignmentItem } from '#api/contract/registers.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { ApiError } from '../../../api.ts';
import { registers } from '../../../apiRegisters.ts';

export interface Taker {
  id: string;
  /** Masked. */
  name: string;
  role: string;
}
/** Who takes over: each row's own officer, one officer for all, or nobody chosen yet. */
export type Heir = 'current' | Taker | null;

export interface Step {
  item: GapItem;
  /** Who answers from today on; null where nobody is named. */
  to: Taker | null;
}

/** What a hand-over would change. */
export function plan(items: readonly GapItem[], heir: Heir): Step[] {
  return items.map((item) => ({ item, to: heir === 'current' ? item.officer : heir }));
}

export interface HandOverResult {
  subject: string;
  /** `same`: the officer had this subject by name already, and nobody else did. */
  state: 'created' | 'same' | 'refused';
  /** In the server's words; null when it could not be reached. */
  reason: string | null;
}

/** The part of the interface that is written to. */
export type Register = Pick<typeof registers, 'assignmentsTo' | 'assign' | 'endAssignment'>;

/**
 * Assigns each subject by name from today on, then ends what was assigned by name before: at no moment does
 * nobody answer. The role is the one it was answered for in, else the officer's own.
 */
export async function handOver(
  steps: readonly Step[],
  today: string,
  onResult: (result: HandOverResult) => void,
  signal: AbortSignal,
  register: Register = registers,
): Promise<void> {
  for (const { item, to } of steps) {
    if (to === null) continue;
    const { subject } = item;
    try {
      const { items: before } = await register.assignmentsTo(subject, signal);
      const [kept] = before.filter(({ officer }) => officer === to.id);
      const others = before.filter(({ officer }) => officer !== to.id);
      if (!kept) accepted(await register.assign(assignment(item, to, before, today), signal));
      for (const { id } of others) accepted(await register.endAssignment(id, dayBefore(today), signal));
      onResult({ subject, state: kept && others.length === 0 ? 'same' : 'created', reason: null });
    } catch (error) {
      onResult({ subject, state: 'refused', reason: reasonOf(error) });
    }
  }
}

function assignment(
  { subject, officer }: GapItem,
  to: Taker,
  before: readonly AssignmentItem[],
  today: string,
): AssignmentInput {
  return {
    id: `handover-${crypto.randomUUID()}`,
    officer: to.id,
    subject,
    area: null,
    role: before[0]?.role ?? officer?.role ?? to.role,
    validFrom: today,
    validTo: null,
  };
}

class Refused extends Error {}

function accepted({ status, errors }: RecordOutcome): void {
  if (status === 'refused') throw new Refused(errors[0]?.message ?? status);
}

function reasonOf(error: unknown): string | null {
  if (error instanceof ApiError) return error.problem?.errors[0]?.message ?? error.problem?.detail ?? null;
  if (error instanceof Refused) return error.message;
  throw error;
}

function dayBefore(day: string): string {
  return formatDay((parseDay(day) ?? 0) - 1);
}
