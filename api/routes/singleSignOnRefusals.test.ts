import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestProvider, type TestProvider } from '#api/oidcProviderFixture.ts';
import { SingleSignOn, TRANSACTION_MS } from '#api/services/singleSignOn.ts';
import {
  Browser,
  CLIENT,
  changed,
  locationOf,
  oidcOf,
  PRODUCT,
  SECRET,
  TestProduct,
} from '#api/singleSignOnFixture.ts';

/** Ways back that nobody may come in by. */

let provider: TestProvider;
let at: TestProduct;
let browser: Browser;

beforeAll(async () => {
  provider = await openTestProvider(CLIENT);
});
afterAll(() => provider.close());
beforeEach(() => {
  at = new TestProduct(oidcOf(provider.issuer));
  browser = new Browser(at);
});

/** Nobody is signed in, and one line of the log tells why without what must stay secret. */
function expectRefused(response: Response, why: RegExp, ...secrets: string[]): void {
  expect([response.status, locationOf(response)]).toEqual([302, '/?signIn=refused']);
  expect(response.headers.getSetCookie().join()).not.toContain('session=');
  expect(at.known).toEqual([]);
  expect(at.log).toEqual([expect.stringMatching(why)]);
  for (const secret of [SECRET, '\n', ...secrets]) expect(at.log[0]).not.toContain(secret);
}
const codeOf = (back: string): string => new URL(back).searchParams.get('code')!;

test.each([
  ['another state', { state: 'another' }, /unexpected "state"/],
  ['no state', { state: null }, /"state" missing/],
  ['another issuer', { iss: 'https://id.example' }, /unexpected "iss"/],
  ['no issuer though this one tells it', { iss: null }, /"iss" \(issuer\) missing/],
  ['a code that was never given', { code: 'never-given' }, /the provider says invalid_grant/],
  ['no code', { code: null }, /no authorization code/],
  ['a code that is too long', { code: 'c'.repeat(5000) }, /not understood/],
  ['an error of many lines', { error: 'a\nb', error_description: 'c\nd' }, /the provider says a b$/],
])('an answer with %s', async (_, changes, why) => {
  const back = await browser.signIn(await browser.begin());
  expectRefused(await browser.open(changed(back, changes)), why, codeOf(back), 'never-given');
});

test('an answer that says a thing twice', async () => {
  const back = await browser.signIn(await browser.begin());
  expectRefused(await browser.open(`${back}&state=another`), /not understood/, codeOf(back));
});

test.each([
  ['nonce', /"nonce"/],
  ['code_challenge', /the provider says invalid_grant/],
])('a sign-in whose %s was changed on the way there', async (name, why) => {
  const other = randomUUID() + randomUUID().slice(0, 7);
  const back = await browser.signIn(changed(await browser.begin(), { [name]: other }));
  expectRefused(await browser.open(back), why, other, codeOf(back));
});

test('a code of another sign-in', async () => {
  const victim = new Browser(at);
  const stolen = codeOf(await victim.signIn(await victim.begin()));
  const back = await browser.signIn(await browser.begin());
  expectRefused(await browser.open(changed(back, { code: stolen })), /says invalid_grant/, stolen);
});

test('a token that is signed with a key the provider does not tell of', async () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const other = await openTestProvider(CLIENT, {
    published: { keys: [{ ...key, alg: 'RS256', use: 'sig' }] },
  });
  at = new TestProduct(oidcOf(other.issuer));
  const response = await new Browser(at).comeBack();
  await other.close();
  expectRefused(response, /signature|key/);
});

test('an answer that was used, with the cookie or without', async () => {
  const address = await browser.begin();
  const cookies = [...browser.cookies];
  const back = await browser.signIn(address);
  expect(locationOf(await browser.open(back))).toBe('/');
  at.known.length = 0;
  expectRefused(await browser.open(back), /has not begun/);
  at.log.length = 0;
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  expectRefused(await browser.open(back), /not begun by this browser, or ended/);
});

test('the right answer after a wrong one', async () => {
  const address = await browser.begin();
  const cookies = [...browser.cookies];
  const back = await browser.signIn(address);
  await browser.open(changed(back, { state: 'another' }));
  at.log.length = 0;
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  expectRefused(await browser.open(back), /or ended/);
});

test('one answer asked for twice at once is good for one', async () => {
  const back = await browser.signIn(await browser.begin());
  const cookie = `guatu_sign_in=${browser.cookies.get(`${PRODUCT} guatu_sign_in`)}`;
  const both = [1, 2].map(() => at.request(back, { headers: { Cookie: cookie } }));
  const places = (await Promise.all(both)).map(locationOf);
  expect(places.sort()).toEqual(['/', '/?signIn=refused']);
  expect(at.known).toEqual(['zhang.wei']);
});

test.each([
  ['made up', 'A'.repeat(43)],
  ['named like a property', '__proto__'],
  ['empty', ''],
  ['not there', null],
])('an answer whose cookie is %s', async (_, value) => {
  const back = await browser.signIn(await browser.begin());
  const name = `${PRODUCT} guatu_sign_in`;
  if (value === null) browser.cookies.delete(name);
  else browser.cookies.set(name, value);
  expectRefused(await browser.open(back), /begun/, codeOf(back));
});

test("an answer that comes with another browser's cookie", async () => {
  const victim = new Browser(at);
  await victim.begin();
  const back = await browser.signIn(await browser.begin());
  expectRefused(await victim.open(back), /unexpected "state"/, codeOf(back));
});

test('an answer after ten minutes, and not a moment before', async () => {
  const slow = await browser.signIn(await browser.begin());
  at.now += TRANSACTION_MS;
  expect(locationOf(await browser.open(slow))).toBe('/');
  at.known.length = 0;
  const late = await browser.signIn(await browser.begin());
  at.now += TRANSACTION_MS + 1;
  expectRefused(await browser.open(late), /longer than ten minutes/, codeOf(late));
});

test('the oldest of too many under way', async () => {
  const signOn = new SingleSignOn(oidcOf(provider.issuer), { now: () => at.now, most: 3 });
  const begun = [];
  for (let i = 0; i < 4; i++) begun.push((await signOn.begin()).transaction);
  await expect(signOn.finish('', begun[0]!)).rejects.toThrow('or ended');
  // known, so that the answer itself is looked at
  for (const id of begun.slice(1)) await expect(signOn.finish('', id)).rejects.toThrow('invalid response');
});

test('those that ran out, even when there are few', async () => {
  const signOn = new SingleSignOn(oidcOf(provider.issuer), { now: () => at.now });
  const { transaction } = await signOn.begin();
  at.now += TRANSACTION_MS + 1;
  await signOn.begin();
  await expect(signOn.finish('', transaction)).rejects.toThrow('or ended');
});
