import { problem } from '#api/contract/common.ts';

const TEXT: Record<number, string> = {
  400: 'The request is not understood',
  401: 'Nobody is signed in, or the sign-in is refused',
  403: 'Not allowed',
  404: 'There is no such thing',
  409: 'Conflict with what is stored',
  413: 'Too large',
  415: 'Media type not supported',
  422: 'The input is refused, with the place of each fault',
  429: 'Too many requests',
  503: 'The ledger cannot be reached now',
};

/** What the gate in front of every route may answer. */
const GATE = [401, 403, 429] as const;

/** The refusals of a route, beside those of the gate, for the OpenAPI document. */
export function problems<S extends number>(...statuses: S[]) {
  return Object.fromEntries(
    [...statuses, ...GATE].map((status) => [
      status,
      {
        description: TEXT[status] ?? 'Refused',
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  ) as Record<
    S | (typeof GATE)[number],
    { description: string; content: { 'application/problem+json': { schema: typeof problem } } }
  >;
}
