import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { cookieName } from '#api/client.ts';
import { displaySignInInput, signInInfo, signInInput } from '#api/contract/access.ts';
import { noQuery } from '#api/contract/common.ts';
import { sessionAnswer } from '#api/contract/session.ts';
import { CodedError } from '#api/errors.ts';
import { paced, principalOf } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { DEMONSTRATION_PASSWORD } from '#api/services/access/firstStart.ts';
import type { Access } from '#api/services/access/index.ts';
import { areaRefOf, seenFrom } from '#api/services/areas.ts';
import type { Services } from '#api/services/index.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';
import { ROLES } from '#geodata/presets/roles.ts';

const answer = { description: 'The session', content: { 'application/json': { schema: sessionAnswer } } };

const info = createRoute({
  method: 'get',
  path: '/api/sign-in',
  summary: 'What a sign-in page needs before anybody is known',
  request: { query: noQuery },
  responses: {
    200: { description: 'Ways in', content: { 'application/json': { schema: signInInfo } } },
    ...problems(400),
  },
});

const read = createRoute({
  method: 'get',
  path: '/api/session',
  summary: 'Who asks, what they may see, which day it is',
  request: { query: noQuery },
  responses: { 200: answer, ...problems(400) },
});

const signIn = createRoute({
  method: 'post',
  path: '/api/session',
  summary: 'Sign in by name and password, and the code of the second factor where there is one',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: signInInput } } },
  },
  responses: { 200: answer, ...problems(400, 413, 415, 422, 503) },
});

const openDisplay = createRoute({
  method: 'post',
  path: '/api/session/display',
  summary: 'Open a display with its token; where it was open before it ends',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: displaySignInInput } } },
  },
  responses: { 200: answer, ...problems(400, 413, 415, 422, 503) },
});

const signOut = createRoute({
  method: 'delete',
  path: '/api/session',
  summary: 'Sign out; the browser forgets what it kept',
  request: { query: noQuery },
  responses: { 204: { description: 'Signed out' }, ...problems(400, 503) },
});

/** Tries in a minute: of one address, which may be that of a whole office, and of one name. */
const TRIES = { address: 60, name: 10 } as const;

/** Hands the browser a session's token: out of reach of scripts, and of requests other sites make it post. */
function giveCookie(c: Context<Env>, token: string): void {
  const { https } = c.var.client;
  setCookie(c, cookieName(https), token, { httpOnly: true, sameSite: 'Lax', secure: https, path: '/' });
}

/** From where a session is asked for. */
const originOf = (c: Context<Env>) => ({
  address: c.var.client.address,
  userAgent: c.req.header('User-Agent') ?? '',
});

export function sessionRoutes(
  app: OpenAPIHono<Env>,
  { access, context, issueImports, singleSignOn }: Services,
) {
  const byAddress = new RateLimiterMemory({ points: TRIES.address, duration: 60 });
  const byName = new RateLimiterMemory({ points: TRIES.name, duration: 60 });
  const tooMany = 'Too many tries to sign in.';
  const sessionOf = async (c: Context<Env>, who = principalOf(c).who, areas = principalOf(c).areas) => {
    const { store, timezone, dayOf } = context;
    const { tree } = await store.treeState();
    const codes = seenFrom(tree, areas);
    const [demo, attribution] = await Promise.all(['demo', 'attribution'].map((key) => store.setting(key)));
    const { now } = c.var.asking;
    c.header('Cache-Control', 'no-store');
    return c.json(
      {
        user: who,
        scope: codes.flatMap((code) => {
          const area = tree.get(code);
          return area ? [areaRefOf(area)] : [];
        }),
        now: formatInstant(now, timezone),
        today: formatDay(dayOf(now)),
        timezone,
        demo: demo === true,
        importing: issueImports.running(tree, codes),
        wall: who.kind === 'display' ? access.wallOf(who.id) : null,
        attribution: Array.isArray(attribution) ? attribution.map(String) : [],
      },
      200,
    );
  };
  /** The session before ends: nobody can have planted the one that counts from now on. */
  const begun = (c: Context<Env>, token: string) => {
    if (c.var.token !== null) endOf(access, c.var.token);
    giveCookie(c, token);
    const principal = access.identify(token);
    if (!principal) throw new CodedError('wrongSignIn', 'The session ended at once.');
    return sessionOf(c, principal.who, principal.areas);
  };
  const note = (c: Context<Env>, actor: string, action: string, outcome: string) =>
    access.audit.record({ actor, action, target: '/api/session', outcome, address: c.var.client.address });

  return app
    .openapi(info, (c) => {
      const stands = access.countDemonstration() > 0;
      const accounts = ROLES.map((role) => ({ name: `demo-${role}`, role }));
      c.header('Cache-Control', 'no-store');
      return c.json(
        {
          demonstration: stands ? { password: DEMONSTRATION_PASSWORD, accounts } : null,
          singleSignOn: singleSignOn?.name ?? null,
        },
        200,
      );
    })
    .openapi(read, (c) => sessionOf(c))
    .openapi(signIn, async (c) => {
      const { name, password, code } = c.req.valid('json');
      await paced(byAddress, c.var.client.address, tooMany);
      await paced(byName, name, tooMany);
      try {
        const account = await access.accounts.signIn(name, password, code);
        const { token } = access.sessions.begin('account', account.id, originOf(c));
        note(c, account.name, 'signIn', 'done');
        return await begun(c, token);
      } catch (error) {
        // What was typed as a name may be a password: it is not kept.
        if (error instanceof CodedError && error.code !== 'secondFactorNeeded')
          note(c, access.accounts.isName(name) ? name : '?', 'signIn', error.code);
        throw error;
      }
    })
    .openapi(openDisplay, async (c) => {
      await paced(byAddress, c.var.client.address, tooMany);
      const { token } = access.openDisplay(c.req.valid('json').token, originOf(c));
      note(c, access.identify(token)?.who.name ?? '?', 'display.open', 'done');
      return begun(c, token);
    })
    .openapi(signOut, (c) => {
      if (c.var.token !== null) endOf(access, c.var.token);
      const { https } = c.var.client;
      setCookie(c, cookieName(https), '', {
        httpOnly: true,
        sameSite: 'Lax',
        secure: https,
        path: '/',
        maxAge: 0,
      });
      c.header('Clear-Site-Data', '"cache", "cookies", "storage"');
      c.header('Cache-Control', 'no-store');
      return c.body(null, 204);
    });
}

/** Signs in whom the single sign-on vouches for; the session of before ends. */
export async function signInExternal(
  c: Context<Env>,
  access: Access,
  external: string,
): Promise<'signedIn' | 'unknown'> {
  const account = access.accounts.signInExternal(external);
  const { address } = c.var.client;
  const entry = { action: 'signIn.external', target: '/api/session', address, detail: { external } };
  if (!account) {
    access.audit.record({ ...entry, actor: '?', outcome: 'unknown' });
    return 'unknown';
  }
  if (c.var.token !== null) endOf(access, c.var.token);
  giveCookie(c, access.sessions.begin('account', account.id, originOf(c)).token);
  access.audit.record({ ...entry, actor: account.name, outcome: 'done' });
  return 'signedIn';
}

function endOf(access: Access, token: string): void {
  const session = access.sessions.find(token);
  if (session) access.sessions.end(session);
}
