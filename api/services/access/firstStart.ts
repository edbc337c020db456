import type { Access } from '#api/services/access/index.ts';
import type { Store } from '#api/store/store.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import { ROLES } from '#geodata/presets/roles.ts';

interface Parts {
  access: Access;
  store: Store;
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  timezone: string;
}

/** What everybody may know: the accounts of the demonstration open nothing but the demonstration. */
export const DEMONSTRATION_PASSWORD = 'guatu-demonstration';
const WORDS: Record<(typeof ROLES)[number], string> = {
  administrator: '演示管理员',
  planner: '演示规划员',
  leader: '演示领导',
  officer: '演示网格员',
  viewer: '演示访客',
};

/**
 * Makes the first administrator, over the whole tree.
 *
 * @returns the password to be told once; null when there are accounts already
 */
export async function makeFirstAdministrator(access: Access): Promise<string | null> {
  if (!access.isEmpty()) return null;
  const { account, oneTimePassword } = await access.accounts.create({
    name: 'admin',
    displayName: '管理员',
    roles: ['administrator'],
    officer: null,
    areas: ['*'],
    organisations: [],
    external: null,
    active: true,
  });
  record(access, account.id, account.name);
  return oneTimePassword;
}

/** One account per role; the officer's is bound to the first grid worker. */
export async function makeDemonstrationAccounts({ access, ...ledger }: Parts): Promise<void> {
  const officer = await firstGridWorker(ledger);
  for (const role of ROLES) {
    const isOfficer = role === 'officer' && officer !== null;
    const account = await access.accounts.createDemonstration(
      {
        name: `demo-${role}`,
        displayName: WORDS[role],
        roles: [role],
        officer: isOfficer ? officer.id : null,
        areas: [isOfficer ? officer.area : '*'],
        organisations: [],
        external: null,
        active: true,
      },
      DEMONSTRATION_PASSWORD,
    );
    record(access, account.id, account.name);
  }
}

async function firstGridWorker({ store, now, timezone }: Omit<Parts, 'access'>) {
  const { tree } = await store.treeState();
  const scope = { codes: tree.children(null).map(({ code }) => code) };
  const on = civilDayIn(timezone)(now());
  const { rows } = await store.registerPage(scope, {
    ...{ kind: 'officer', type: 'gridWorker', on, limit: 1, after: null },
  });
  const [worker] = rows;
  if (!worker) return null;
  // where the own entry is at home, or they would not find themselves
  return { id: worker.id, area: worker.home };
}

function record(access: Access, target: string, name: string): void {
  const detail = { name };
  access.audit.record({
    actor: 'server',
    action: 'user.create',
    target,
    outcome: 'done',
    address: '',
    detail,
  });
}
