import type { Who } from '#api/contract/who.ts';
import type { AccountRecord, DisplayTokenRecord } from '#api/store/accessStore.ts';
import { PERMISSIONS_OF, type Permission, ROLES, type Role } from '#geodata/presets/roles.ts';

/** Who asks, and what they may: the one thing that rows, events, exports, counts, caches and tiles are asked with. */
export interface Principal {
  who: Who;
  permissions: ReadonlySet<Permission>;
  /** Areas whose subtrees may be seen; `*` is the whole tree. */
  areas: readonly string[];
  organisations: readonly string[];
  /** Id of the session; of nothing for what the server does by itself. */
  session: string;
}

const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);

/** What an account may do by its roles. */
export function permissionsOf(roles: readonly string[]): Set<Permission> {
  return new Set(roles.filter(isRole).flatMap((role) => PERMISSIONS_OF[role]));
}

export function principalOfAccount(
  account: AccountRecord,
  session: string,
  passwordDue: Who['passwordDue'],
): Principal {
  const permissions = permissionsOf(account.roles);
  return {
    who: {
      kind: 'account',
      id: account.id,
      name: account.name,
      displayName: account.displayName,
      roles: account.roles.filter(isRole),
      permissions: [...permissions],
      officer: account.officer,
      secondFactor: account.secondFactor?.confirmed ?? false,
      passwordDue,
      demonstration: account.demonstration,
    },
    permissions,
    areas: account.areas,
    organisations: account.organisations,
    session,
  };
}

/** A display sees figures of its areas, and nobody's row. */
export function principalOfDisplay(token: DisplayTokenRecord, session: string): Principal {
  return {
    who: {
      kind: 'display',
      id: token.id,
      name: `display:${token.name}`,
      displayName: token.name,
      roles: [],
      permissions: ['read'],
      officer: null,
      secondFactor: false,
      passwordDue: null,
      demonstration: false,
    },
    permissions: new Set(['read']),
    areas: token.areas,
    organisations: [],
    session,
  };
}
