import type { Context } from 'hono';
import { principalOf } from '#api/gate.ts';
import type { Env } from '#api/http.ts';
import type { Services } from '#api/services/index.ts';

/**
 * Keeps that somebody saw what is masked otherwise. To be called before the answer leaves: what cannot be kept is not
 * shown.
 *
 * @param target what was seen, such as `subject/s-1`
 */
export function keepSeen(c: Context<Env>, { audit }: Services['access'], target: string): void {
  const actor = principalOf(c).who.name;
  audit.record({ actor, action: 'unmask', target, outcome: 'done', address: c.var.client.address });
}
