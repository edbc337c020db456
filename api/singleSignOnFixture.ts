import { OpenAPIHono } from '@hono/zod-openapi';
import { answerErrors, type Env, refuseInvalid } from '#api/http.ts';
import type { OidcConfig } from '#api/oidcConfig.ts';
import { type SingleSignOnParts, singleSignOnRoutes } from '#api/routes/singleSignOn.ts';
import { SingleSignOn } from '#api/services/singleSignOn.ts';

export const PRODUCT = 'https://guatu.example';
export const START = '/api/session/single-sign-on';
export const SECRET = 'a secret of the tests: + % &';
/** How the product is registered at the provider. */
export const CLIENT = {
  client_id: 'guatu',
  client_secret: SECRET,
  redirect_uris: [`${PRODUCT}${START}/callback`],
};

/** The product's own settings for a provider. */
export function oidcOf(issuer: string, more: Partial<OidcConfig> = {}): OidcConfig {
  return {
    issuer,
    clientId: CLIENT.client_id,
    clientSecret: SECRET,
    name: '单点登录',
    claim: 'preferred_username',
    url: PRODUCT,
    ...more,
  };
}

/** The product with single sign-on alone, and what happened in it. */
export class TestProduct {
  readonly log: string[] = [];
  /** Whom the provider told of. */
  readonly known: string[] = [];
  /** What comes of beginning a session; an error is thrown. */
  outcome: Awaited<ReturnType<SingleSignOnParts['signIn']>> | Error = 'signedIn';
  now = Date.parse('2026-11-20T14:32:00+08:00');
  readonly #app;

  /** @param oidc null: there is no single sign-on */
  constructor(oidc: OidcConfig | null, limit = 10) {
    const log = (message: string) => void this.log.push(message);
    const app = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
    answerErrors(app, (_, error) => log(`500 ${error}`));
    this.#app = singleSignOnRoutes(app, {
      singleSignOn: oidc && new SingleSignOn(oidc, { now: () => this.now, limit }),
      signIn: async (external, c) => {
        if (this.outcome instanceof Error) throw this.outcome;
        this.known.push(external);
        if (this.outcome === 'signedIn') c.header('Set-Cookie', 'session=new; Path=/', { append: true });
        return this.outcome;
      },
      log,
    });
  }

  async request(address: string, init?: RequestInit): Promise<Response> {
    return this.#app.request(new URL(address, PRODUCT).href, init);
  }
}

/** A browser with its cookies, one of each name a site. */
export class Browser {
  readonly #product: TestProduct;
  /** By site and name. */
  readonly cookies = new Map<string, string>();

  constructor(product: TestProduct) {
    this.#product = product;
  }

  async open(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, PRODUCT);
    const site = `${url.origin} `;
    const own = [...this.cookies].filter(([name]) => name.startsWith(site));
    const headers = { Cookie: own.map(([name, value]) => `${name.slice(site.length)}=${value}`).join('; ') };
    const asked: RequestInit = { ...init, headers, redirect: 'manual' };
    const response = await (url.origin === PRODUCT
      ? this.#product.request(url.href, asked)
      : fetch(url, asked));
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === '') this.cookies.delete(site + name);
      else this.cookies.set(site + name, value!);
    }
    return response;
  }

  /** Begins at the product. */
  async begin(): Promise<string> {
    const response = await this.open(START);
    if (response.status !== 302) throw new Error(await response.text());
    return locationOf(response);
  }

  /** Does at the provider what it asks for, until it sends the browser back. */
  async signIn(address: string, form: Record<string, string> = { account: 'zhang' }): Promise<string> {
    let at = address;
    for (let step = 0; step < 10; step++) {
      const isPage = new URL(at).pathname.startsWith('/interaction/');
      const sent = { method: 'POST', body: new URLSearchParams(form) };
      const response = await this.open(at, isPage ? sent : {});
      if (response.status >= 400) throw new Error(await response.text());
      at = new URL(locationOf(response), at).href;
      if (at.startsWith(PRODUCT)) return at;
    }
    throw new Error('the provider never sends back');
  }

  /** All the way there and back. */
  async comeBack(form?: Record<string, string>): Promise<Response> {
    return this.open(await this.signIn(await this.begin(), form));
  }
}

export const locationOf = (response: Response): string => response.headers.get('Location') ?? '';

/** The address with some of its question changed; null takes a part away. */
export function changed(address: string, changes: Record<string, string | null>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(changes))
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  return url.href;
}
