import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { noQuery } from '#api/contract/common.ts';
import { callbackQuery } from '#api/contract/singleSignOn.ts';
import { CodedError } from '#api/errors.ts';
import type { Env } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { causeOf } from '#api/services/signInCause.ts';
import { CALLBACK_PATH, type SingleSignOn, TRANSACTION_MS } from '#api/services/singleSignOn.ts';

/** What the routes need of the rest of the product. */
export interface SingleSignOnParts {
  /** null when none is configured. */
  singleSignOn: SingleSignOn | null;
  /** Begins a session, with a new secret, for the account that is bound to what the provider calls a person. */
  signIn: (external: string, c: Context<Env>) => Promise<'signedIn' | 'unknown' | 'locked'>;
  log: (message: string) => void;
}

const COOKIE = 'guatu_sign_in';
const COOKIE_PATH = '/api/session';
const REFUSED = '/?signIn=refused';
/** Who it was, the audit tells. */
const OUTCOMES = { unknown: 'no account is bound to this person', locked: 'the account is locked' };

const begin = createRoute({
  method: 'get',
  path: '/api/session/single-sign-on',
  summary: 'Go to the single sign-on 单点登录 to sign in there',
  request: { query: noQuery },
  responses: {
    302: { description: 'To the provider, with a cookie that the way back needs' },
    ...problems(400, 404, 503),
  },
});

const callback = createRoute({
  method: 'get',
  path: CALLBACK_PATH,
  summary: 'Come back from the single sign-on',
  request: { query: callbackQuery },
  responses: {
    302: { description: `To the map, signed in; to ${REFUSED} when it was refused for whatever reason` },
    ...problems(404),
  },
});

/** Sign-in at the provider of the district, there and back. On the way back a person meets redirects alone. */
export function singleSignOnRoutes(app: OpenAPIHono<Env>, { singleSignOn, signIn, log }: SingleSignOnParts) {
  const configured = (): SingleSignOn => {
    if (!singleSignOn) throw new CodedError('notFound', 'There is no single sign-on here.');
    return singleSignOn;
  };
  const goTo = (c: Context, address: string) => {
    c.header('Cache-Control', 'no-store');
    return c.redirect(address, 302);
  };
  const refuse = (c: Context, why: string) => {
    log(`single sign-on refused: ${why}`);
    return goTo(c, REFUSED);
  };

  return app
    .openapi(begin, async (c) => {
      const provider = configured();
      const { address, transaction } = await provider.begin().catch((error: unknown) => {
        log(`single sign-on not begun: ${causeOf(error)}`);
        throw error;
      });
      setCookie(c, COOKIE, transaction, {
        path: COOKIE_PATH,
        httpOnly: true,
        // Not Strict: the way back begins at another site.
        sameSite: 'Lax',
        secure: provider.secure,
        maxAge: TRANSACTION_MS / 1000,
      });
      return goTo(c, address);
    })
    .openapi(
      callback,
      async (c) => {
        const provider = configured();
        const transaction = getCookie(c, COOKIE);
        if (transaction === undefined) return refuse(c, 'the browser has not begun it, or took too long');
        deleteCookie(c, COOKIE, { path: COOKIE_PATH, secure: provider.secure });
        try {
          const { external } = await provider.finish(new URL(c.req.url).search, transaction);
          const outcome = await signIn(external, c);
          return outcome === 'signedIn' ? goTo(c, '/') : refuse(c, OUTCOMES[outcome]);
        } catch (error) {
          return refuse(c, causeOf(error));
        }
      },
      (result, c) => {
        configured();
        return result.success ? undefined : refuse(c, 'the answer is not understood');
      },
    );
}
