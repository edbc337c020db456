import { z } from 'zod';
import {
  accountAnswer,
  auditAnswer,
  auditVerification,
  type DisplayTokenInput,
  displayTokenItem,
  displayTokenMade,
  displayTokensAnswer,
  resetAnswer,
  type SignInInput,
  secondFactorAnswer,
  sessionsAnswer,
  signInInfo,
  type UserInput,
  unmasked,
  userItem,
  userMade,
  usersAnswer,
} from '#api/contract/access.ts';
import { sessionAnswer } from '#api/contract/session.ts';
import type { WallConfig } from '#api/contract/wall.ts';
import { get, send } from './api.ts';
import { withQuery } from './withQuery.ts';

/** An answer without a body. */
const nothing = z.null();

/** Which entries of the audit are asked for. */
export interface AuditAsked {
  from?: string;
  to?: string;
  actor?: string;
  action?: string;
  target?: string;
}

type More = { limit: number; cursor?: string };

const user = (id: string) => `/api/users/${encodeURIComponent(id)}`;

/** Signing in and out, one's own account, and what only an administrator asks. Nothing of it is kept. */
export const access = {
  signInInfo: (signal: AbortSignal) => get(signInInfo, '/api/sign-in', {}, signal, 'no-store'),
  signIn: (input: SignInInput) => send('POST', sessionAnswer, '/api/session', input),
  signInDisplay: (token: string) => send('POST', sessionAnswer, '/api/session/display', { token }),
  signOut: () => send('DELETE', nothing, '/api/session'),

  account: (signal: AbortSignal) => get(accountAnswer, '/api/account', {}, signal, 'no-store'),
  changePassword: (current: string, next: string) =>
    send('POST', nothing, '/api/account/password', { current, next }),
  secondFactor: () => send('POST', secondFactorAnswer, '/api/account/second-factor'),
  confirmSecondFactor: (code: string) => send('PUT', nothing, '/api/account/second-factor', { code }),
  removeSecondFactor: (code: string) => send('POST', nothing, '/api/account/second-factor/removal', { code }),
  endOwnSession: (id: string) => send('DELETE', nothing, `/api/account/sessions/${encodeURIComponent(id)}`),

  users: (query: More & { q?: string }, signal: AbortSignal) =>
    get(usersAnswer, '/api/users', query, signal, 'no-store'),
  makeUser: (input: UserInput) => send('POST', userMade, '/api/users', input),
  changeUser: (id: string, input: UserInput) => send('PUT', userItem, user(id), input),
  resetUser: (id: string, what: 'password' | 'secondFactor') =>
    send('POST', resetAnswer, `${user(id)}/reset`, { what }),
  sessions: (id: string, signal: AbortSignal) =>
    get(sessionsAnswer, `${user(id)}/sessions`, {}, signal, 'no-store'),
  endSession: (id: string, session: string) =>
    send('DELETE', nothing, `${user(id)}/sessions/${encodeURIComponent(session)}`),

  /** All of them: there are as many as walls. */
  displays: (signal: AbortSignal) => get(displayTokensAnswer, '/api/display-tokens', {}, signal, 'no-store'),
  makeDisplay: (input: DisplayTokenInput) => send('POST', displayTokenMade, '/api/display-tokens', input),
  setWall: (id: string, wall: WallConfig | null) =>
    send('PUT', displayTokenItem, `/api/display-tokens/${encodeURIComponent(id)}/wall`, { wall }),
  revokeDisplay: (id: string) => send('DELETE', nothing, `/api/display-tokens/${encodeURIComponent(id)}`),

  audit: (query: AuditAsked & More, signal: AbortSignal) =>
    get(auditAnswer, '/api/audit', { ...query }, signal, 'no-store'),
  /** Address of the same entries as a CSV file. */
  auditFile: (asked: AuditAsked) => withQuery('/api/audit/file', { ...asked }),
  verifyAudit: (signal: AbortSignal) =>
    get(auditVerification, '/api/audit/verification', {}, signal, 'no-store'),

  /** The name behind the stars. Every call leaves an entry in the audit. */
  unmask: (kind: 'subjects' | 'officers', id: string) =>
    send('POST', unmasked, `/api/${kind}/${encodeURIComponent(id)}/unmask`),
};
