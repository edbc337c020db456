import type { RecordOutcome } from '#api/contract/records.ts';
import type {
  SupervisionCallback,
  SupervisionEventInput,
  SupervisionInput,
} from '#api/contract/supervision.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import type { Doer } from '#api/services/issues/intake.ts';
import { everything } from '#api/services/issues/names.ts';
import { outcomeOf } from '#api/services/ledger.ts';
import type { Line } from '#api/services/registers.ts';
import type { SupervisionSettingsKeeper } from '#api/services/supervision/settings.ts';
import { isSignedBy, SIGNED_FOR_MS } from '#api/services/supervision/signature.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import type { RegisterKind, RegisterRecord } from '#api/store/registerStore.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import type { SupervisionEventWrite, SupervisionWrite } from '#api/store/supervisionStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import type { Duty } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

type Found = { area: string; faults: Fault[] };

/** Takes supervised items in, and what happens to them. */
export class SupervisionIntake {
  readonly #context: ServiceContext;
  readonly #settings: SupervisionSettingsKeeper;

  constructor(context: ServiceContext, settings: SupervisionSettingsKeeper) {
    this.#context = context;
    this.#settings = settings;
  }

  /**
   * Stores items, each at home where its object is. Whether what is called a gap is one now is not asked: it may
   * have been closed while the item was on its way, and then the answer says so.
   *
   * @param who the account that issues them
   * @param lines their places in what was sent; outcomes come in the same order
   */
  async put(
    asking: Asking,
    { displayName, id: account }: Doer,
    lines: readonly Line<SupervisionInput>[],
  ): Promise<RecordOutcome[]> {
    const { store } = this.#context;
    const duties = new Map((await store.duties()).map((record) => [record.duty.id, record]));
    const deliver = (await this.#settings.target()) !== null;
    const outcomes = new Map<number, RecordOutcome>();
    const writes: { line: number; write: SupervisionWrite }[] = [];
    for (const { line, record } of lines) {
      const { id, object, to, text } = record;
      const due = parseDay(record.due)!;
      const { area, faults } = await this.#check(asking, record, due, duties);
      if (faults.length > 0)
        outcomes.set(line, { line, id, status: 'refused', commit: null, errors: faults });
      else
        writes.push({
          line,
          write: { id, object, area, to, due, text: text || null, by: displayName, account, deliver },
        });
    }
    const results = await store.supervision.putSupervisions(
      asking.scope,
      writes.map(({ write }) => write),
    );
    for (const [i, { line }] of writes.entries()) outcomes.set(line, outcomeOf(line, results[i]!));
    return lines.map(({ line }) => outcomes.get(line)!);
  }

  /**
   * Appends what happened to an item; the same event again changes nothing.
   *
   * @throws CodedError `notFound`, `badInput`, or `conflict` when it is not allowed now, with what is
   */
  async putEvent(
    scope: Scope,
    { displayName: by, id: account }: Doer,
    supervision: string,
    { id, type, ...rest }: SupervisionEventInput,
  ): Promise<RecordOutcome> {
    const note = ('note' in rest && rest.note) || null;
    const also: readonly string[] = (await this.#settings.target())?.also ?? [];
    const write = { id, supervision, type, note, by, account, deliver: also.includes(type) };
    return outcomeOf(1, taken(await this.#putOne(scope, write)));
  }

  /**
   * Whether a callback may be listened to at all, before anything in it is looked at.
   *
   * @throws CodedError `notAllowed` when messages are not delivered, or it is not signed as they are
   */
  async demandSigned(body: string, signature: string | undefined): Promise<void> {
    const target = await this.#settings.target();
    if (target && signature !== undefined && isSignedBy(body, signature, target.secret)) return;
    throw new CodedError('notAllowed', 'This is not signed as messages are.');
  }

  /**
   * Notes what the receiving system says. What was said once is refused when it is said again, so that nobody who
   * has listened can say it anew.
   *
   * @throws CodedError `notAllowed` when it was not meant for this item or is not of now, else as `putEvent`
   */
  async callBack(supervision: string, said: SupervisionCallback): Promise<RecordOutcome> {
    if (said.supervision !== supervision)
      throw new CodedError('notAllowed', 'It was signed for another item.');
    if (Math.abs(Date.parse(said.at) - this.#context.now()) > SIGNED_FOR_MS)
      throw new CodedError('notAllowed', 'It was signed more than five minutes from now.');
    const { id, type, note } = said;
    const scope = await everything(this.#context.store);
    const write = { id, supervision, type, note: note || null, by: null, account: null };
    const result = taken(await this.#putOne(scope, write));
    if (result.status === 'duplicate')
      throw new CodedError('conflict', 'This was said before.', [
        { path: 'id', message: 'was taken already', code: 'replayed' },
      ]);
    return outcomeOf(1, result);
  }

  async #putOne(scope: Scope, write: SupervisionEventWrite): Promise<WriteResult> {
    const [result] = await this.#context.store.supervision.putSupervisionEvents(scope, [write]);
    return result!;
  }

  async #check(
    asking: Asking,
    input: SupervisionInput,
    due: Day,
    duties: ReadonlyMap<string, DutyRecord>,
  ): Promise<Found> {
    const { store } = this.#context;
    const today = this.#context.dayOf(this.#context.now());
    // What was taken once is compared with what was taken, whatever has become of its object since.
    const known = await store.supervision.supervision(asking.scope, input.id);
    if (known) return { area: known.home, faults: [] };
    const { area, faults } = await this.#objectOf(asking.scope, input.object, duties, today);
    if (faults.length === 0) faults.push(...(await this.#addresseeFaults(asking, input.to, area, today)));
    if (due < today)
      faults.push({ path: 'due', message: `${input.due} lies before today`, code: 'tooEarly' });
    return { area, faults };
  }

  /** Where an object is at home. */
  async #objectOf(
    scope: Scope,
    object: SupervisionInput['object'],
    duties: ReadonlyMap<string, DutyRecord>,
    today: Day,
  ): Promise<Found> {
    const { store } = this.#context;
    if (object.kind === 'issue') {
      const issue = await store.issues.issue(scope, object.issue);
      return issue ? { area: issue.home, faults: [] } : missing('object.issue', `issue ${object.issue}`);
    }
    if (object.kind === 'organisation') {
      const { organisation } = object;
      const found = await this.#entry(scope, 'organisation', organisation, today);
      return found
        ? { area: found.home, faults: [] }
        : missing('object.organisation', `organisation ${organisation}`);
    }
    const duty = duties.get(object.duty);
    if (!duty) return missing('object.duty', `duty ${object.duty}`);
    const faults: Fault[] = [];
    if (parsePeriod(object.period, duty.programme)?.kind !== duty.duty.period)
      faults.push({
        path: 'object.period',
        message: `duty ${object.duty} runs by ${duty.duty.period}`,
        code: 'invalid',
      });
    const area = await this.#homeOf(scope, duty.duty.kind, object.subject, today);
    if (area === null) return missing('object.subject', object.subject);
    if (object.event !== null) {
      const event = await this.#entry(scope, 'event', object.event, today);
      if (event?.subject !== object.subject)
        return missing('object.event', `event ${object.event} of ${object.subject}`);
    }
    return { area, faults };
  }

  async #homeOf(scope: Scope, kind: Duty['kind'], subject: string, today: Day): Promise<string | null> {
    if (kind === 'staffing') {
      const { tree } = await this.#context.store.treeState();
      return tree.get(subject) && visible(tree, scope, subject) ? subject : null;
    }
    const register = kind === 'officerQuota' ? 'officer' : 'subject';
    return (await this.#entry(scope, register, subject, today))?.home ?? null;
  }

  /** Whoever has to answer is of the own areas or of those that hold the object: a bureau of the district. */
  async #addresseeFaults(
    { scope, organisations }: Asking,
    { kind, id }: SupervisionInput['to'],
    area: string,
    today: Day,
  ): Promise<Fault[]> {
    const { store } = this.#context;
    const { tree } = await store.treeState();
    const found = await this.#entry(await everything(store), kind, id, today);
    const isNear = found !== null && (visible(tree, scope, found.home) || tree.contains(found.home, area));
    const of = kind === 'organisation' ? id : (found?.organisation ?? '');
    const isSeen = organisations.length === 0 || organisations.includes(of);
    return isNear && isSeen ? [] : missing('to.id', `${kind} ${id}`).faults;
  }

  /** The entry of a register in force on a day. */
  async #entry(scope: Scope, kind: RegisterKind, id: string, day: Day): Promise<RegisterRecord | null> {
    const records = await this.#context.store.registerRecords(scope, kind, id);
    const current = records.filter(({ replacedAt }) => replacedAt === null);
    return current.find(({ validTo }) => kind === 'event' || validTo >= day) ?? null;
  }
}

function missing(path: string, what: string): Found {
  return { area: '', faults: [{ path, message: `there is no ${what}`, code: 'notFound' }] };
}

/** @throws CodedError when the store has refused it */
function taken(result: WriteResult): Exclude<WriteResult, { status: 'refused' }> {
  if (result.status === 'refused') throw new CodedError(result.code, result.fault.message, [result.fault]);
  return result;
}
