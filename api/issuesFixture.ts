import type { IssueInput } from '#api/contract/issues.ts';
import { uuidOf } from '#api/recordsFixture.ts';

/** Fields as they are sent; tests send wrong ones too. */
type Sent = Partial<Record<keyof IssueInput, unknown>> & { id?: string } & Record<string, unknown>;

/** Makes issues with ids of their own, told on the hotline at nine in the morning of a day. */
export function issueMaker(
  first = 5000,
): (area: string, day: string, fields?: Sent) => Sent & { id: string } {
  let next = first;
  return (area, day, fields = {}) => ({
    id: uuidOf(next++),
    category: 'key-problems.noise',
    source: 'hotline',
    at: `${day}T09:00:00+08:00`,
    area,
    title: '半夜施工',
    ...fields,
  });
}

/** Makes events with ids of their own, at ten in the morning of a day. */
export function eventMaker(first = 7000): (type: string, day: string, fields?: object) => { id: string } {
  let next = first;
  return (type, day, fields = {}) => ({
    id: uuidOf(next++),
    type,
    at: `${day}T10:00:00+08:00`,
    ...fields,
  });
}
