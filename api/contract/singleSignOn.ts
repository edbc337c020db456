import { z } from 'zod';

const said = z.string().max(4096).optional();

/**
 * What a provider sends the browser back with. It may add what it likes (OpenID Connect Core, 3.1.2.5), so what is
 * not known here is passed over.
 */
export const callbackQuery = z.looseObject({
  code: said.describe('of the authorization, for one use'),
  state: said,
  iss: said.describe('issuer that answers'),
  error: said.describe('such as access_denied'),
  error_description: said,
});
