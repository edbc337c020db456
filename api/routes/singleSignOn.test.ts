import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OidcConfig } from '#api/oidcConfig.ts';
import { openTestProvider, type TestProvider } from '#api/oidcProviderFixture.ts';
import {
  Browser,
  CLIENT,
  changed,
  locationOf,
  oidcOf,
  PRODUCT,
  SECRET,
  START,
  TestProduct,
} from '#api/singleSignOnFixture.ts';

let provider: TestProvider;
beforeAll(async () => {
  provider = await openTestProvider(CLIENT);
});
afterAll(() => provider.close());

const product = (more: Partial<OidcConfig> = {}, limit?: number) =>
  new TestProduct(oidcOf(provider.issuer, more), limit);

/** One line that tells why, without what must stay secret. */
function expectLogged({ log }: TestProduct, why: RegExp, ...secrets: string[]): void {
  expect(log).toEqual([expect.stringMatching(why)]);
  for (const secret of [SECRET, '\n', ...secrets]) expect(log[0]).not.toContain(secret);
}
function expectSignedIn(at: TestProduct, response: Response, external = 'zhang.wei'): void {
  expect([response.status, locationOf(response), at.known, at.log]).toEqual([302, '/', [external], []]);
}

describe('a person who signs in at the provider', () => {
  test('is sent there with PKCE, state and nonce, holding a cookie that says nothing', async () => {
    const response = await product().request(START);
    expect(response.status).toBe(302);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const address = new URL(locationOf(response));
    expect(address.origin).toBe(provider.issuer);
    const asked = Object.fromEntries(address.searchParams);
    const random = expect.stringMatching(/^[\w-]{43}$/);
    expect(asked).toEqual({
      client_id: 'guatu',
      response_type: 'code',
      redirect_uri: `${PRODUCT}/api/session/single-sign-on/callback`,
      scope: 'openid profile',
      code_challenge_method: 'S256',
      code_challenge: random,
      state: random,
      nonce: random,
    });
    const [value, ...attributes] = response.headers.getSetCookie()[0]!.split('; ');
    expect(attributes.sort()).toEqual([
      'HttpOnly',
      'Max-Age=600',
      'Path=/api/session',
      'SameSite=Lax',
      'Secure',
    ]);
    for (const secret of [asked.state, asked.nonce, asked.code_challenge])
      expect(value).not.toContain(secret);
  });

  test('holds a cookie that needs no TLS where the product has none', async () => {
    const response = await product({ url: 'http://127.0.0.1:8787' }).request(START);
    expect(response.headers.getSetCookie()[0]).not.toContain('Secure');
  });

  test('comes back signed in, and the cookie of the way is taken away', async () => {
    const at = product();
    const browser = new Browser(at);
    const response = await browser.comeBack();
    expectSignedIn(at, response);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const gone = response.headers.getSetCookie().find((cookie) => cookie.startsWith('guatu_sign_in='));
    expect(gone).toMatch(/^guatu_sign_in=; Max-Age=0; Path=\/api\/session/);
    expect(browser.cookies.get(`${PRODUCT} session`)).toBe('new');
  });

  test.each([
    ['in the ID token', false, 'preferred_username', 'zhang.wei'],
    ['in the ID token', false, 'sub', 'zhang'],
    ['where user information is asked for', true, 'preferred_username', 'zhang.wei'],
    ['where user information is asked for', true, 'email', 'zhang@example.gov.cn'],
  ])('is known by a claim %s', async (_, conformIdTokenClaims, claim, external) => {
    const other = await openTestProvider(CLIENT, { more: { conformIdTokenClaims } });
    const at = product({ issuer: other.issuer, claim });
    const response = await new Browser(at).comeBack();
    await other.close();
    expectSignedIn(at, response, external);
  });

  // The provider would take either, whatever it says.
  test.each([
    ['client_secret_basic', 'header'],
    ['client_secret_post', 'body'],
  ] as const)('may be at a provider that takes the secret as %s alone', async (method, place) => {
    const client = { ...CLIENT, token_endpoint_auth_method: method };
    const other = await openTestProvider(client, { more: { clientAuthMethods: [method] } });
    const at = product({ issuer: other.issuer });
    const response = await new Browser(at).comeBack();
    await other.close();
    expectSignedIn(at, response);
    expect(other.secretsIn).toEqual([place]);
  });

  test.each([
    ['unknown', /no account is bound/],
    ['locked', /the account is locked/],
    [new Error('disk full'), /disk full$/],
  ] as const)('is refused when no session is begun: %s', async (outcome, why) => {
    const at = product();
    at.outcome = outcome;
    expect(locationOf(await new Browser(at).comeBack())).toBe('/?signIn=refused');
    expectLogged(at, why, 'zhang');
  });

  test('and does not agree is refused', async () => {
    const at = product();
    const browser = new Browser(at);
    const back = await browser.signIn(await browser.begin(), { account: 'zhang', deny: '' });
    expect(back).toContain('error=access_denied');
    expect(locationOf(await browser.open(back))).toBe('/?signIn=refused');
    expectLogged(at, /refused: .*the provider says access_denied$/);
  });

  test.each([
    ['preferred_username', /does not tell the claim preferred_username/],
    ['email', /has not verified the claim email/],
  ])('but has no %s that counts is refused', async (claim, why) => {
    const at = product({ claim });
    const response = await new Browser(at).comeBack({ account: 'nameless' });
    expect([locationOf(response), at.known]).toEqual(['/?signIn=refused', []]);
    expectLogged(at, why, 'anybody');
  });
});

describe('the provider', () => {
  const expectProblem = async (response: Response, status: number, code: string) => {
    expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect([response.status, (await response.json()).type]).toEqual([status, `urn:guatu:${code}`]);
  };

  test('that is away is told of as such, and asked again when it is back', async () => {
    const away = await openTestProvider(CLIENT);
    await away.close();
    const at = product({ issuer: away.issuer });
    const browser = new Browser(at);
    await expectProblem(await browser.open(START), 503, 'unavailable');
    expectLogged(at, /ECONNREFUSED/);
    at.log.length = 0;
    const back = await openTestProvider(CLIENT, { port: away.port });
    const response = await browser.comeBack();
    await back.close();
    expectSignedIn(at, response);
  });

  test('that goes away on the way back refuses the person', async () => {
    const other = await openTestProvider(CLIENT);
    const at = product({ issuer: other.issuer });
    const browser = new Browser(at);
    const back = await browser.signIn(await browser.begin());
    await other.close();
    expect(locationOf(await browser.open(back))).toBe('/?signIn=refused');
    expectLogged(at, /fetch failed/, new URL(back).searchParams.get('code')!);
  });

  test.each([
    ['never answers', () => {}, /timed out/],
    ['answers with a page', (response: ServerResponse) => response.end('<p>'), /content-type/],
    [
      'answers with half a document',
      (response: ServerResponse) => response.setHeader('Content-Type', 'application/json').end('{"secret'),
      /cannot be parsed/,
    ],
  ])('that %s is unavailable', async (_, answer, why) => {
    const server = createServer((__, response) => void answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const at = product({ issuer }, 0.2);
    const response = await at.request(START);
    server.closeAllConnections();
    server.close();
    await expectProblem(response, 503, 'unavailable');
    expectLogged(at, why, '<p>', 'secret');
  });

  test('that calls itself otherwise is not believed', async () => {
    const at = product({ issuer: provider.issuer.replace('127.0.0.1', 'localhost') });
    await expectProblem(await at.request(START), 503, 'unavailable');
    expectLogged(at, /issuer does not match/);
  });

  test('that knows another secret refuses', async () => {
    const at = product({ clientSecret: 'wrong' });
    expect(locationOf(await new Browser(at).comeBack())).toBe('/?signIn=refused');
    expectLogged(at, /the provider says invalid_client/);
  });

  test('is not there when none is configured', async () => {
    const at = new TestProduct(null);
    for (const address of [START, `${START}/callback`, `${START}/callback?code=${'c'.repeat(5000)}`])
      await expectProblem(await at.request(address), 404, 'notFound');
  });
});

test('the way there takes no parameters, and the way back takes what it does not know', async () => {
  const at = product();
  const browser = new Browser(at);
  expect((await browser.open(`${START}?return=https://elsewhere.example`)).status).toBe(400);
  const back = await browser.signIn(await browser.begin());
  expectSignedIn(at, await browser.open(changed(back, { session_state: 'of the provider' })));
});
