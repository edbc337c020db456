import { issueImportAnswer, issueImportsAnswer } from '#api/contract/issueImports.ts';
import { jobAnswer } from '#api/contract/jobs.ts';
import {
  type SupervisionSettingsInput,
  supervisionDeliveries,
  supervisionSettings,
  supervisionTest,
} from '#api/contract/supervision.ts';
import { get, LATER, send, sendForm } from './api.ts';

const of = (id: string) => `/api/imports/${encodeURIComponent(id)}`;
const NEVER = new AbortController().signal;

/** Imports of issues. Values of their rows may be about somebody: nothing of it is kept. */
export const imports = {
  list: (query: { limit: number; cursor?: string }, signal: AbortSignal) =>
    get(issueImportsAnswer, '/api/imports', query, signal, 'no-store'),
  one: (id: string, signal: AbortSignal) => get(issueImportAnswer, of(id), {}, signal, 'no-store'),
  /** @param mapping name of a preset, or a mapping as JSON */
  check: (file: Blob, mapping: string) => {
    const form = new FormData();
    form.append('file', file, 'table.csv');
    form.append('mapping', mapping);
    return sendForm(jobAnswer, '/api/imports?kind=issues', form, LATER);
  },
  confirm: (id: string, without: boolean) =>
    send('POST', jobAnswer, `${of(id)}/confirm`, without ? { without: 'refused' } : {}, NEVER, LATER),
  undo: (id: string) => send('POST', jobAnswer, `${of(id)}/undo`, null, NEVER, LATER),
  job: (id: string, lang: string, signal: AbortSignal) =>
    get(jobAnswer, `/api/jobs/${encodeURIComponent(id)}`, { lang }, signal, 'no-store'),
  /** Address of the file with everything that is told of the rows. */
  problems: (id: string) => `${of(id)}/problems`,
};

/** Where supervised items are delivered to, for who answers for the whole tree. */
export const delivery = {
  settings: (signal: AbortSignal) =>
    get(supervisionSettings, '/api/settings/supervision', {}, signal, 'no-store'),
  save: (input: SupervisionSettingsInput) =>
    send('PUT', supervisionSettings, '/api/settings/supervision', input),
  test: () => send('POST', supervisionTest, '/api/settings/supervision/test'),
  last: (limit: number, lang: string, signal: AbortSignal) =>
    get(supervisionDeliveries, '/api/settings/supervision/deliveries', { limit, lang }, signal, 'no-store'),
};
