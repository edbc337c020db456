import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { CodedError } from '#api/errors.ts';
import type { OidcConfig } from '#api/oidcConfig.ts';

/** Where the provider sends people back to; to be registered there below the product's public address. */
export const CALLBACK_PATH = '/api/session/single-sign-on/callback';
/** How long a person may take at the provider. */
export const TRANSACTION_MS = 10 * 60_000;
/** Characters of what a provider may call a person, as many as an account keeps. */
const EXTERNAL_LENGTH = 200;

/** What the provider's answer is held against. */
interface Transaction {
  state: string;
  nonce: string;
  verifier: string;
  madeAt: number;
}

interface Options {
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  /** Longest wait for an answer of the provider, in seconds. */
  limit?: number;
  /** Sign-ins under way at once; the oldest is forgotten for one more. */
  most?: number;
}

/** What is asked of the provider: no more than the claim needs. */
const SCOPES: ReadonlyMap<string, string> = new Map([
  ['sub', 'openid'],
  ['email', 'openid email'],
  ['phone_number', 'openid phone'],
]);

/**
 * Sign-in at an OpenID Connect provider: authorization code flow with PKCE, state and nonce. The browser holds a
 * random id only; what belongs to it stays here, for ten minutes and one use.
 */
export class SingleSignOn {
  /** What the sign-in page calls it. */
  readonly name: string;
  /** Whether the product is opened over TLS, so that its cookies may ask for it. */
  readonly secure: boolean;
  readonly #oidc: OidcConfig;
  readonly #now: () => number;
  readonly #limit: number;
  readonly #most: number;
  #provider: Promise<Configuration> | null = null;
  /** By id, oldest first. */
  readonly #transactions = new Map<string, Transaction>();

  constructor(oidc: OidcConfig, { now, limit = 10, most = 10_000 }: Options) {
    this.name = oidc.name;
    this.secure = oidc.url.startsWith('https:');
    this.#oidc = oidc;
    this.#now = now;
    this.#limit = limit;
    this.#most = most;
  }

  /**
   * Begins a sign-in.
   *
   * @returns the provider's address to go to, and the id of the transaction for the browser to keep
   * @throws CodedError `unavailable` when the provider is away or is not who it should be, with the cause
   */
  async begin(): Promise<{ address: string; transaction: string }> {
    const provider = await this.#discovered();
    const made = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      madeAt: this.#now(),
    };
    const address = buildAuthorizationUrl(provider, {
      redirect_uri: this.#oidc.url + CALLBACK_PATH,
      scope: SCOPES.get(this.#oidc.claim) ?? 'openid profile',
      state: made.state,
      nonce: made.nonce,
      code_challenge: await calculatePKCECodeChallenge(made.verifier),
      code_challenge_method: 'S256',
    });
    return { address: address.href, transaction: this.#keep(made) };
  }

  /**
   * Ends a sign-in with what the provider sent the browser back with. Whatever comes of it, the transaction is used.
   *
   * @param answer the question part of the address that was called back
   * @param transaction id that the browser kept
   * @returns the value of the claim that accounts are bound by
   * @throws CodedError `wrongSignIn` or `unavailable`, or an error of the library
   */
  async finish(answer: string, transaction: string): Promise<{ external: string }> {
    const { state, nonce, verifier } = this.#take(transaction);
    const provider = await this.#discovered();
    // The address as the provider knows it: behind a proxy the request has another.
    const called = new URL(this.#oidc.url + CALLBACK_PATH);
    called.search = answer;
    const tokens = await authorizationCodeGrant(provider, called, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
    });
    const { claim } = this.#oidc;
    let claims: Readonly<Record<string, unknown>> = tokens.claims()!;
    // Claims of a scope need not be in the ID token where there is an access token to ask for them with (Core, 5.4).
    if (claims[claim] === undefined && provider.serverMetadata().userinfo_endpoint)
      claims = await fetchUserInfo(provider, tokens.access_token, String(claims.sub));
    return { external: externalOf(claims, claim) };
  }

  /** The provider's own description, asked for once it is needed and again after it could not be had. */
  async #discovered(): Promise<Configuration> {
    this.#provider ??= this.#discover();
    const asked = this.#provider;
    try {
      return await asked;
    } catch (error) {
      if (this.#provider === asked) this.#provider = null;
      const unavailable = new CodedError('unavailable', 'The single sign-on cannot be reached now.');
      unavailable.cause = error;
      throw unavailable;
    }
  }

  #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#oidc;
    const address = new URL(issuer);
    // Signatures are checked even of tokens that come straight from the provider; without TLS they are all there is.
    const execute = [enableNonRepudiationChecks];
    if (address.protocol === 'http:') execute.push(allowInsecureRequests);
    return discovery(address, clientId, undefined, provingBy(clientSecret), {
      timeout: this.#limit,
      execute,
    });
  }

  #keep(transaction: Transaction): string {
    for (const [id, { madeAt }] of this.#transactions) {
      const isOver = this.#now() - madeAt > TRANSACTION_MS;
      if (!isOver && this.#transactions.size < this.#most) break;
      this.#transactions.delete(id);
    }
    const id = randomState();
    this.#transactions.set(id, transaction);
    return id;
  }

  #take(id: string): Transaction {
    const transaction = this.#transactions.get(id);
    this.#transactions.delete(id);
    if (!transaction)
      throw new CodedError('wrongSignIn', 'The sign-in was not begun by this browser, or ended.');
    if (this.#now() - transaction.madeAt > TRANSACTION_MS)
      throw new CodedError('wrongSignIn', 'The sign-in took longer than ten minutes.');
    return transaction;
  }
}

/** The way of proving who asks that the provider names; where it names none it takes Basic (Discovery, 3). */
function provingBy(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

function externalOf(claims: Readonly<Record<string, unknown>>, claim: string): string {
  const value = claims[claim];
  const external = typeof value === 'string' ? value.trim() : '';
  if (external === '' || external.length > EXTERNAL_LENGTH)
    throw new CodedError('wrongSignIn', `The provider does not tell the claim ${claim} as a text.`);
  // Whoever may write any address into their own profile would be whom they like.
  if (claims[`${claim}_verified`] === false)
    throw new CodedError('wrongSignIn', `The provider has not verified the claim ${claim}.`);
  return external;
}
