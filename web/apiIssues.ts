import type { z } from 'zod';
import {
  type IssueEventInput,
  type IssueInput,
  type issueInput,
  unmaskedIssue,
} from '#api/contract/issues.ts';
import { recordOutcome } from '#api/contract/records.ts';
import { send, sendForm } from './api.ts';
import { withQuery } from './withQuery.ts';

/** An issue as it is sent, what may be left out left out. */
export type IssueSent = z.input<typeof issueInput>;

const issue = (id: string) => `/api/issues/${encodeURIComponent(id)}`;

/** Photos as parts of a form. */
function withPhotos(form: FormData, photos: readonly Blob[]): FormData {
  for (const [i, photo] of photos.entries()) form.append('photo', photo, `${i}.jpg`);
  return form;
}

/** The form of an issue with its photos. */
export function formOf(sent: IssueSent | IssueInput, photos: readonly Blob[]): FormData {
  const form = new FormData();
  form.append('issue', JSON.stringify(sent));
  return withPhotos(form, photos);
}

/** What is done with issues. Nothing of it is kept. */
export const issues = {
  report: (sent: IssueSent, photos: readonly Blob[]) =>
    sendForm(recordOutcome, '/api/issues', formOf(sent, photos)),
  happen: (id: string, event: IssueEventInput) => send('POST', recordOutcome, `${issue(id)}/events`, event),
  addPhotos: (id: string, photos: readonly Blob[]) =>
    sendForm(recordOutcome, `${issue(id)}/photos`, withPhotos(new FormData(), photos)),
  /** What people wrote, and who asked. Every call leaves an entry in the audit. */
  unmask: (id: string) => send('POST', unmaskedIssue, `${issue(id)}/unmask`),
  /** Address of a photo; whoever loads it leaves an entry in the audit. */
  photo: (id: string, photo: string, size: 'image' | 'thumbnail') =>
    withQuery(`${issue(id)}/photos/${encodeURIComponent(photo)}`, { size }),
};
