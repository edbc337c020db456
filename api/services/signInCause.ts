import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';

/** Errors in a chain of causes that are told. */
const DEPTH = 5;
/** Characters that are told of each. */
const LENGTH = 200;

/**
 * Why a sign-in failed, in one line for the log. Libraries' errors carry the answers that they are about; of those
 * only the provider's own code of the error is told, so that no code, token or body gets into a log.
 */
export function causeOf(error: unknown): string {
  const said: string[] = [];
  for (let at = error; at instanceof Error && said.length < DEPTH; at = at.cause) said.push(inWords(at));
  return said.join(': ') || 'something that is no error was thrown';
}

function inWords(error: Error): string {
  // The message of a parser quotes what it could not read.
  if (error instanceof SyntaxError) return 'the answer cannot be parsed';
  const said = saidByProvider(error);
  if (said !== undefined) return `the provider says ${inOneLine(said)}`;
  const { code } = error as NodeJS.ErrnoException;
  return inOneLine(error.message || String(code ?? error.name));
}

function saidByProvider(error: Error): string | undefined {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) return error.error;
  if (!(error instanceof WWWAuthenticateChallengeError)) return undefined;
  return error.cause[0]?.parameters.error ?? String(error.status);
}

function inOneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').slice(0, LENGTH);
}
