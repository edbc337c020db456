import { createRandom } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import type { DemoSeed } from './draw.ts';
import { personName } from './names.ts';
import type { DemoOfficer, DemoPeople } from './officers.ts';
import { departmentId } from './staff.ts';
import { ABOVE_SCALE, type DemoSubject, KEY_FIRM } from './subjects.ts';

/** Firms above scale that one department cadre looks after. */
const FIRMS_A_CADRE = 4;

/** Who calls on a firm at the levels above the grid 四级联系; null where none has to. */
export interface FirmContacts {
  districtLeader: string | null;
  departmentCadre: string | null;
  townCadre: string;
}

/**
 * The four levels of contact with firms: district leaders look after the key firms, department cadres after
 * those above scale, the town's cadre and the grid workers after all of theirs.
 *
 * @returns contacts by firm, and the leaders and department cadres as officers assigned to their firms
 */
export function demoContacts(
  subjects: readonly DemoSubject[],
  validFrom: Day,
  { plan, seed }: DemoSeed,
): { contacts: Map<string, FirmContacts>; people: DemoPeople } {
  const random = createRandom(seed ^ 0x4c0e);
  const people: DemoPeople = { organisations: [], officers: [], assignments: [] };
  const enrolled = new Map<string, DemoOfficer>();
  const assign = (role: string, number: number, organisation: string, firm: DemoSubject): string => {
    const officer = `${role}-${String(number + 1).padStart(3, '0')}`;
    if (!enrolled.has(officer))
      enrolled.set(officer, {
        ...{ id: officer, role, name: personName(random), organisation, validFrom, validTo: null },
      });
    people.assignments.push({
      ...{ id: `A-${officer}-${firm.id}`, officer, area: null, subject: firm.id, role },
      ...{ validFrom: Math.max(validFrom, firm.validFrom), validTo: null },
    });
    return officer;
  };
  let [keyFirms, aboveScale] = [0, 0];
  const contacts = new Map<string, FirmContacts>();
  for (const firm of subjects) {
    if (firm.type !== 'firm') continue;
    let [districtLeader, departmentCadre]: (string | null)[] = [null, null];
    if (firm.tags.includes(KEY_FIRM)) {
      const number = keyFirms++ % plan.firms.districtLeaders;
      districtLeader = assign('districtLeader', number, `O-${plan.code}`, firm);
    }
    if (firm.tags.includes(ABOVE_SCALE)) {
      const number = Math.floor(aboveScale++ / FIRMS_A_CADRE);
      departmentCadre = assign(
        'departmentCadre',
        number,
        departmentId(number % plan.departments.length),
        firm,
      );
    }
    contacts.set(firm.id, {
      districtLeader: districtLeader ?? null,
      departmentCadre: departmentCadre ?? null,
      townCadre: `townCadre-${firm.area.slice(0, 9)}-1`,
    });
  }
  people.officers.push(...enrolled.values());
  return { contacts, people };
}
