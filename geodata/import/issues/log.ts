import type { IssueEvent } from '#geodata/issue/events.ts';
import type { ReadIssue } from './row.ts';

export type LaterEvent = Exclude<IssueEvent, { type: 'reported' }>;

/**
 * What happened to an issue of another system after its report. That it was taken on is told only where something
 * came of it, and nobody knows when: it stands at the moment of the report.
 *
 * @param by who hands it in
 */
export function logOf(issue: ReadIssue, by: string | null): LaterEvent[] {
  const { state, kind, createdAt, closedAt, status } = issue;
  const at = closedAt ?? createdAt;
  if (state === 'reported') return [];
  if (state === 'refused') return [{ type: 'refused', at, by, reason: status || 'refused' }];
  const log: LaterEvent[] = [{ type: 'accepted', at: createdAt, by }];
  if (state === 'handling') log.push({ type: 'handling', at: createdAt, by });
  if (state === 'resolved') log.push({ type: 'resolved', at, by, kind: kind ?? 'solved' });
  return log;
}
