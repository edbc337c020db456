import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientOf, tokenIn } from '#api/client.ts';
import { CodedError } from '#api/errors.ts';
import type { Env } from '#api/http.ts';
import { RULES, type Rule } from '#api/routes/rules.ts';
import type { Principal } from '#api/services/access/principal.ts';
import type { Permission } from '#geodata/presets/roles.ts';

/** Requests an address may make in ten seconds. */
const MOST_REQUESTS = 3000;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What still works while a password is due. */
const WHILE_DUE = new Set([
  'GET /api/session',
  'DELETE /api/session',
  'GET /api/account',
  'POST /api/account/password',
]);

export interface GateParts {
  /** The holder of a session's token. */
  identify: (token: string | null) => Principal | null;
  /** Proxies whose word on the client counts. */
  proxies: BlockList;
  /** Notes what was done, or refused. */
  audit: (entry: { actor: string; action: string; target: string; outcome: string; address: string }) => void;
}

/** The request as Node has it; undefined where the app is asked without a socket. */
export function incomingOf(c: Context): IncomingMessage | undefined {
  return (c.env as { incoming?: IncomingMessage } | undefined)?.incoming;
}

/** `GET /api/areas/{code}` of the route that will answer; null when none is meant for this path. */
function routeOf(c: Context): string | null {
  // Of several that match, such as a name in the place of an id, the first one answers.
  const route = matchedRoutes(c).find(({ method, path }) => method !== 'ALL' && !path.endsWith('*'));
  if (!route) return null;
  return `${route.method} ${route.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`;
}

/**
 * Stands in front of every route of the interface: who asks, whether they may, whether another site made their
 * browser ask. What is not named in the rules is refused.
 */
export function gate({ identify, proxies, audit }: GateParts): MiddlewareHandler<Env> {
  const pace = new RateLimiterMemory({ points: MOST_REQUESTS, duration: 10 });
  return async (c, next) => {
    c.set('requestId', randomUUID());
    const incoming = incomingOf(c);
    const client = clientOf(incoming, proxies);
    c.set('client', client);
    if (incoming) await paced(pace, client.address, 'Too many requests from this address.');
    const { method } = c.req;
    if (!SAFE.has(method)) refuseOtherSites(c);
    const token = tokenIn(c.req.header('Cookie'), client.https);
    const principal = identify(token);
    if (principal) c.set('principal', principal);
    c.set('token', token);
    const route = routeOf(c);
    // HEAD is answered by GET's route.
    const rule = route === null ? null : (RULES[route] ?? RULES[route.replace(/^HEAD/, 'GET')]);
    let outcome = 'done';
    try {
      if (rule === undefined) throw new CodedError('notAllowed', 'No rule says who may ask for this.');
      if (rule !== 'open') check(rule ?? 'signedIn', principal, route);
      await next();
      if (c.error) outcome = codeOf(c.error);
    } catch (error) {
      outcome = codeOf(error);
      throw error;
    } finally {
      // Whatever may change something, and what was refused to somebody known. A look at a name has its own line.
      const { path } = c.req;
      // And a search changes nothing.
      const isNoted = outcome === 'done' && /\/(unmask|search)$/.test(route ?? '');
      if (principal && route !== null && !isNoted && (!SAFE.has(method) || outcome === 'notAllowed'))
        audit({ actor: principal.who.name, action: route, target: path, outcome, address: client.address });
    }
  };
}

const codeOf = (error: unknown): string => (error instanceof CodedError ? error.code : 'internal');

/** @throws CodedError `signInNeeded`, `passwordDue` or `notAllowed` */
function check(rule: Exclude<Rule, 'open'>, principal: Principal | null, route: string | null): void {
  if (!principal) throw new CodedError('signInNeeded', 'Nobody is signed in, or no longer.');
  if (principal.who.passwordDue !== null && !WHILE_DUE.has(route ?? ''))
    throw new CodedError('passwordDue', 'Change the password first: POST /api/account/password.');
  if (rule === 'signedIn') return;
  const may =
    rule === 'account'
      ? principal.who.kind === 'account'
      : rule.some((each) => principal.permissions.has(each));
  if (!may) throw new CodedError('notAllowed', 'This account may not do that.');
}

/** @throws CodedError `notAllowed` when who asks lacks a permission that hangs on what exactly is asked */
export function demand(c: Context<Env>, permission: Permission): void {
  if (!c.var.principal?.permissions.has(permission))
    throw new CodedError('notAllowed', `This needs the permission ${permission}.`);
}

/** For what is one for all areas. @throws CodedError `notAllowed` when who asks sees a part of them only */
export function demandWhole(c: Context<Env>): void {
  if (!c.var.whole)
    throw new CodedError('notAllowed', 'This is for accounts that answer for the whole tree.');
}

/** Who asks; for routes that the gate opens to nobody else. */
export function principalOf(c: Context<Env>): Principal {
  const { principal } = c.var;
  if (!principal) throw new CodedError('signInNeeded', 'Nobody is signed in, or no longer.');
  return principal;
}

/**
 * A browser says which site made it ask. A request of another site carries the session's cookie too, so that it
 * must not change anything; programs say nothing and hold no cookie they did not put there themselves.
 */
function refuseOtherSites(c: Context): void {
  const site = c.req.header('Sec-Fetch-Site');
  const origin = c.req.header('Origin');
  const isOther =
    site !== undefined
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && !sameHost(origin, c);
  if (isOther) throw new CodedError('notAllowed', 'Another site asked for this.');
}

function sameHost(origin: string, c: Context): boolean {
  try {
    return new URL(origin).host === (c.req.header('Host') ?? new URL(c.req.url).host);
  } catch {
    return false;
  }
}

/** @throws CodedError `tooMany` when a key has used up its points */
export async function paced(limiter: RateLimiterMemory, key: string, detail: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.ceil(error.msBeforeNext / 1000);
    throw new CodedError('tooMany', `${detail} Try again in ${seconds} s.`);
  }
}
