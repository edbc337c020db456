import { z } from 'zod';
import { PERMISSIONS, ROLES } from '#geodata/presets/roles.ts';

const permission = z.enum(PERMISSIONS);
export const role = z.enum(ROLES);

/** Who asks. */
export const who = z.object({
  kind: z.enum(['account', 'display']),
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  roles: z.array(role),
  permissions: z.array(permission),
  /** Entry of the register the account is bound to. */
  officer: z.string().nullable(),
  secondFactor: z.boolean(),
  /** Why nothing else is answered until the password is changed; null when nothing is due. */
  passwordDue: z.enum(['oneTime', 'expired']).nullable(),
  /** Whether the account came with the demonstration. */
  demonstration: z.boolean(),
});
export type Who = z.infer<typeof who>;
