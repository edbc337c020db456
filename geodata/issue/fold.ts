import { apply, fromReport, levelAbove } from '#geodata/issue/apply.ts';
import { type IssueEvent, type IssueEventType, isKnownEvent, wrongField } from '#geodata/issue/events.ts';
import { type Issue, isAtWork, organisationsAtWork } from '#geodata/issue/issue.ts';
import { eventsIn, TRANSITIONS } from '#geodata/issue/states.ts';

export type RefusalCode =
  | 'unknownEvent'
  | 'malformed'
  | 'notAllowed'
  /** Earlier than the event before it. */
  | 'outOfOrder'
  | 'topLevel'
  /** It does not lie with the organisation named, or nobody is named though organisations have it. */
  | 'notWithOrganisation'
  | 'alreadyWithOrganisation'
  | 'intoItself';

/** Why an event is refused. */
export interface Refusal {
  code: RefusalCode;
  message: string;
  /** Events that are allowed now. */
  allowed: readonly IssueEventType[];
  /** The field that is wrong, where one is. */
  path?: string;
  /** Organisations that have the issue now, where it is about them. */
  organisations?: readonly string[];
}

export interface Step {
  /** The state after the event; the very same object where the event is refused. */
  issue: Issue | null;
  refusal: Refusal | null;
}

/** The events allowed next; null stands for an issue not reported yet. */
export function allowedEvents(issue: Issue | null): readonly IssueEventType[] {
  if (!issue) return eventsIn('none');
  return eventsIn(issue.state).filter((type) => {
    if (type === 'escalated') return levelAbove(issue.level) !== null;
    if (type === 'returned') return issue.state === 'escalated' || issue.parts.some(isAtWork);
    return true;
  });
}

/**
 * The state after one more event. Total: whatever is given as event, a refusal says what is wrong and what is
 * allowed, and the issue stays as it was.
 */
export function step(issue: Issue | null, event: unknown): Step {
  const refuse = (
    code: RefusalCode,
    message: string,
    more: Pick<Refusal, 'path' | 'organisations'> = {},
  ): Step => ({ issue, refusal: { code, message, allowed: allowedEvents(issue), ...more } });

  if (!isKnownEvent(event)) return refuse('unknownEvent', 'is no event of an issue', { path: 'type' });
  const { type } = event;
  const state = issue?.state ?? 'none';
  if (!TRANSITIONS[state][type]) return refuse('notAllowed', `${type} is not allowed in state ${state}`);
  const path = wrongField(event);
  if (path) return refuse('malformed', `${path} is missing or not what ${type} needs`, { path });
  const sound = event as unknown as IssueEvent;
  if (sound.type === 'reported') return { issue: fromReport(sound), refusal: null };
  if (!issue) return refuse('notAllowed', `${type} is not allowed in state ${state}`);
  if (sound.at < issue.lastAt)
    return refuse('outOfOrder', 'is earlier than the event before it', { path: 'at' });

  const fault = guard(issue, sound);
  if (fault) return refuse(...fault);
  return { issue: { ...apply(issue, sound), lastAt: sound.at }, refusal: null };
}

/** What a whole log comes to, with the refusals by position in it. */
export function foldIssue(events: Iterable<unknown>): {
  issue: Issue | null;
  refusals: { index: number; refusal: Refusal }[];
} {
  let issue: Issue | null = null;
  const refusals: { index: number; refusal: Refusal }[] = [];
  let index = 0;
  for (const event of events) {
    const next = step(issue, event);
    issue = next.issue;
    if (next.refusal) refusals.push({ index, refusal: next.refusal });
    index++;
  }
  return { issue, refusals };
}

type Fault = [code: RefusalCode, message: string, more: Pick<Refusal, 'path' | 'organisations'>];

/** What stands against an event that the table has a line for. */
function guard(issue: Issue, event: IssueEvent): Fault | null {
  switch (event.type) {
    case 'escalated':
      return levelAbove(issue.level) ? null : ['topLevel', `there is no level above ${issue.level}`, {}];
    case 'merged':
      return event.into === issue.id
        ? ['intoItself', 'an issue cannot go into itself', { path: 'into' }]
        : null;
    case 'dispatched': {
      const organisations = organisationsAtWork(issue);
      const twice = event.organisations.find((one) => organisations.includes(one));
      if (twice === undefined) return null;
      return ['alreadyWithOrganisation', `${twice} has it already`, { path: 'organisations', organisations }];
    }
    case 'handling':
    case 'resolved':
    case 'returned': {
      // The level that is called sends the call back as a whole.
      const organisations = organisationsAtWork(issue);
      const { organisation } = event;
      const mayBeNobody =
        issue.state === 'escalated' || (organisations.length === 0 && event.type !== 'returned');
      const isRight = organisation === undefined ? mayBeNobody : organisations.includes(organisation);
      if (isRight) return null;
      const message =
        organisation === undefined
          ? 'name the organisation whose part it is'
          : `it does not lie with ${organisation}`;
      return ['notWithOrganisation', message, { path: 'organisation', organisations }];
    }
    default:
      return null;
  }
}
