import type { Problem } from '#api/contract/common.ts';
import type { IssueImportAnswer } from '#api/contract/issueImports.ts';
import type { TestInterface } from '#api/squaresFixture.ts';

/** Sends a table of issues with its mapping: a preset's name, or a mapping that is sent as JSON. */
export async function sendTable(
  api: Pick<TestInterface, 'request'>,
  table: string | Uint8Array<ArrayBuffer>,
  mapping: string | object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const form = new FormData();
  form.set('file', new Blob([table]), 'table.csv');
  form.set('mapping', typeof mapping === 'string' ? mapping : JSON.stringify(mapping));
  return api.request('/api/imports?kind=issues', { method: 'POST', headers, body: form });
}

/** The answer to a table that is read. @throws Error with the problem when it is refused */
export async function checkTable(...sent: Parameters<typeof sendTable>): Promise<IssueImportAnswer> {
  const response = await sendTable(...sent);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as IssueImportAnswer;
}

/** Confirms an import; throws when that is refused. */
export async function confirmTable(
  api: Pick<TestInterface, 'request'>,
  id: string,
  without?: 'refused',
): Promise<IssueImportAnswer> {
  const response = await confirmOf(api, id, without === undefined ? undefined : { without });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as IssueImportAnswer;
}

export async function confirmOf(
  api: Pick<TestInterface, 'request'>,
  id: string,
  body?: object,
): Promise<Response> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { 'Content-Type': 'application/json' };
  return api.request(`/api/imports/${id}/confirm`, { method: 'POST', headers, ...sent });
}

export async function problemOf(response: Response): Promise<Problem> {
  return (await response.json()) as Problem;
}
