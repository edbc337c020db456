import type { Problem } from '#api/contract/common.ts';

/** One thing that is wrong, with its place: a field path, a line, a column. */
export interface Fault {
  path: string;
  message: string;
  code: string;
}

/** Codes of everything the product refuses, and the one mapping to HTTP. */
const STATUS = {
  badRequest: 400,
  badInput: 422,
  signInNeeded: 401,
  wrongSignIn: 401,
  secondFactorNeeded: 401,
  passwordDue: 403,
  tooMany: 429,
  notFound: 404,
  notAllowed: 403,
  methodNotAllowed: 405,
  conflict: 409,
  tooLarge: 413,
  unsupportedMedia: 415,
  unavailable: 503,
  internal: 500,
} as const;
export type ErrorCode = keyof typeof STATUS;

const TITLES: Record<ErrorCode, string> = {
  badRequest: 'The request is not understood',
  badInput: 'The input is refused',
  signInNeeded: 'Sign in first',
  wrongSignIn: 'The sign-in is refused',
  secondFactorNeeded: 'The code of the second factor is needed',
  passwordDue: 'The password is to be changed first',
  tooMany: 'Too many requests',
  notFound: 'Not found',
  notAllowed: 'Not allowed',
  methodNotAllowed: 'Method not allowed',
  conflict: 'Conflict with what is stored',
  tooLarge: 'Too large',
  unsupportedMedia: 'Media type not supported',
  unavailable: 'Not available now',
  internal: 'Something went wrong',
};

/** A refusal that a caller can act on. Thrown by services and the store, turned into HTTP in one place. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly Fault[];

  constructor(code: ErrorCode, detail: string, errors: readonly Fault[] = []) {
    super(detail);
    this.name = 'CodedError';
    this.code = code;
    this.errors = errors;
  }

  get status(): (typeof STATUS)[ErrorCode] {
    return STATUS[this.code];
  }
}

/** The problem document (RFC 9457) of an error; anything unforeseen is told without its cause. */
export function toProblem(error: unknown, requestId: string): Problem {
  const coded =
    error instanceof CodedError
      ? error
      : new CodedError(
          'internal',
          'The server could not answer; the log has the cause under the request id.',
        );
  return {
    type: `urn:guatu:${coded.code}`,
    title: TITLES[coded.code],
    status: coded.status,
    detail: coded.message,
    errors: [...coded.errors],
    requestId,
  };
}
