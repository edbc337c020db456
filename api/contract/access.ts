import { z } from 'zod';
import { areaCode, civilDay, identifier, instant, nextCursor, page, text } from '#api/contract/common.ts';
import { wallConfig } from '#api/contract/wall.ts';
import { role, who } from '#api/contract/who.ts';
import { PASSWORD_LENGTH, ROLES } from '#geodata/presets/roles.ts';

export const accountName = z
  .string()
  .min(2)
  .max(40)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'small letters, digits and . _ - only')
  .describe('what one signs in with');
const password = text(PASSWORD_LENGTH.max);
const code = z.string().regex(/^\d{6}$/, 'six digits');
const secret = z.string().min(1).max(200);

export const signInInput = z.strictObject({
  name: z.string().max(100),
  password: z.string().max(1000),
  /** Of the second factor, where the account has one. */
  code: code.optional(),
});
export type SignInInput = z.infer<typeof signInInput>;

export const displaySignInInput = z.strictObject({ token: secret });

/** What the sign-in page needs before anybody is known. */
export const signInInfo = z.object({
  /** Accounts of the demonstration; null when it does not stand. */
  demonstration: z
    .object({ password: z.string(), accounts: z.array(z.object({ name: z.string(), role })) })
    .nullable(),
  /** Name of the single sign-on, such as 政务统一认证; null when there is none. */
  singleSignOn: z.string().nullable(),
});
export type SignInInfo = z.infer<typeof signInInfo>;

const session = z.object({
  id: z.string(),
  createdAt: instant,
  lastSeenAt: instant,
  endsAt: instant,
  address: z.string(),
  userAgent: z.string(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export type SessionItem = z.infer<typeof session>;

export const accountAnswer = z.object({ who, passwordChangedAt: instant, sessions: z.array(session) });
export type AccountAnswer = z.infer<typeof accountAnswer>;

export const passwordInput = z.strictObject({ current: z.string().max(1000), next: password });
export const secondFactorInput = z.strictObject({ code });
/** A secret that counts once a code made from it was sent back. */
export const secondFactorAnswer = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorAnswer = z.infer<typeof secondFactorAnswer>;

const accountScope = z.strictObject({
  /** Areas whose subtrees may be seen; `*` is the whole tree. None: nothing. */
  areas: z.array(areaCode).max(100),
  /** Organisations whose officers alone may be seen, on registers and in breakdowns; none named: those of all. */
  organisations: z.array(identifier).max(100),
});

export const userInput = z.strictObject({
  name: accountName,
  displayName: text(60).trim().min(1),
  roles: z.array(role).min(1).max(ROLES.length),
  officer: identifier.nullable(),
  scope: accountScope,
  /** What the single sign-on calls the person; null when they sign in by password alone. */
  external: text(200).trim().min(1).nullable(),
  active: z.boolean(),
});
export type UserInput = z.infer<typeof userInput>;

export const userItem = userInput.extend({
  id: z.string(),
  secondFactor: z.boolean(),
  demonstration: z.boolean(),
  createdAt: instant,
  lastSignInAt: instant.nullable(),
  /** Until when signing in is refused after too many wrong passwords. */
  lockedUntil: instant.nullable(),
  sessions: z.number().int(),
});
export type UserItem = z.infer<typeof userItem>;
export const usersAnswer = z.object({ items: z.array(userItem), nextCursor });
export const usersQuery = z.strictObject({ ...page, q: z.string().max(100).optional() });

/** An account with the password it was given: shown once, changed at the first sign-in. */
export const userMade = z.object({ user: userItem, oneTimePassword: z.string() });
export type UserMade = z.infer<typeof userMade>;
export const resetInput = z.strictObject({ what: z.enum(['password', 'secondFactor']) });
export const resetAnswer = z.object({ user: userItem, oneTimePassword: z.string().nullable() });
export const sessionsAnswer = z.object({ items: z.array(session) });

export const displayTokenInput = z.strictObject({
  name: text(60).trim().min(1),
  areas: z.array(areaCode).min(1).max(100),
  /** What the display shows; the usual scenes when left out. */
  wall: wallConfig.nullable().optional(),
});
export type DisplayTokenInput = z.infer<typeof displayTokenInput>;
export const displayTokenItem = displayTokenInput.extend({
  id: z.string(),
  wall: wallConfig.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  /** When its display last asked; null before it was opened. */
  lastSeenAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type DisplayTokenItem = z.infer<typeof displayTokenItem>;
export const displayTokensAnswer = z.object({ items: z.array(displayTokenItem), nextCursor });
/** What a display shows from now on; null brings back the usual scenes. */
export const displayWallInput = z.strictObject({ wall: wallConfig.nullable() });
/** A token with its secret: shown once. */
export const displayTokenMade = z.object({ item: displayTokenItem, token: z.string() });
export type DisplayTokenMade = z.infer<typeof displayTokenMade>;

export const auditQuery = z.strictObject({
  ...page,
  from: civilDay.optional(),
  to: civilDay.optional(),
  actor: z.string().max(100).optional().describe('name of an account or a display'),
  action: z.string().max(60).optional().describe('such as signIn; a part of it is enough'),
  target: z.string().max(200).optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditItem = z.object({
  seq: z.number().int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  /** What came of it: `done`, or the code of the refusal. */
  outcome: z.string(),
  address: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditItem = z.infer<typeof auditItem>;
export const auditAnswer = z.object({ items: z.array(auditItem), nextCursor });
export type AuditAnswer = z.infer<typeof auditAnswer>;
/** Whether the chain of hashes holds: `brokenAt` is the first entry that does not fit. */
export const auditVerification = z.object({
  entries: z.number().int(),
  brokenAt: z.number().int().nullable(),
  head: z.string().nullable(),
});

/** A name unmasked for one who may see it. */
export const unmasked = z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() });
export type Unmasked = z.infer<typeof unmasked>;
