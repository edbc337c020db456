/**
 * What an account may do. Every route asks for one of them, or is open to whoever reaches the server. `read`:
 * figures and shapes, nobody's row; `list`: rows about persons and firms, names masked; `personal`: unmasked, one
 * by one; `handle`: what is done about an issue, from taking it on to its resolution; `verify`: whether it was done;
 * `supervise`: to have something answered for 督办, and to judge the answer.
 */
export const PERMISSIONS = [
  'read',
  'list',
  'record',
  'handle',
  'verify',
  'supervise',
  'assign',
  'register',
  'programme',
  'boundary',
  'export',
  'personal',
  'sign',
  'administer',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['administrator', 'planner', 'leader', 'officer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Roles as sets of permissions. Who gives accounts away does not read people's names, and who signs figures does
 * not change programmes: duties are kept apart (GB/T 22239, 8.1.4). Who deals with an issue may be who reported it, but
 * not who verifies it.
 */
export const PERMISSIONS_OF: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: ['read', 'list', 'register', 'programme', 'boundary', 'export', 'administer'],
  planner: [
    'read',
    'list',
    'record',
    'handle',
    'assign',
    'register',
    'programme',
    'boundary',
    'export',
    'personal',
  ],
  leader: ['read', 'list', 'record', 'handle', 'verify', 'supervise', 'assign', 'export', 'personal', 'sign'],
  officer: ['read', 'list', 'record', 'handle', 'personal'],
  viewer: ['read', 'list'],
};

/** Characters of a password, at least and at most. */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;
