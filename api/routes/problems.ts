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

/** The refusals of a route, for the OpenAPI document. */
export function problems<S extends number>(...statuses: S[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: TEXT[status] ?? 'Refused',
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  ) as Record<
    S,
    { description: string; content: { 'application/problem+json': { schema: typeof problem } } }
  >;
}
