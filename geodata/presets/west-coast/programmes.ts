import { parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import type { Programme } from '#geodata/duty/types.ts';
import { CADRES_TO_FIRMS } from '#geodata/presets/programmes/cadresToFirms.ts';
import { FIRST_SECRETARIES } from '#geodata/presets/programmes/firstSecretaries.ts';
import { MEMBERS_TO_HOUSEHOLDS } from '#geodata/presets/programmes/membersToHouseholds.ts';
import { PEOPLE_IN_FOCUS } from '#geodata/presets/programmes/peopleInFocus.ts';
import type { ProgrammePreset } from '#geodata/presets/programmes/preset.ts';

const FIRST = parseDay('2024-01-01')!;
const LAST = parseDay('2028-12-31')!;

/** A campaign as its preset has it, over the days of the demonstration. */
function running({ id, name, fields, duties }: ProgrammePreset): Programme {
  return { id, name, firstDay: FIRST, lastDay: LAST, fields, duties: duties.map(defineDuty) };
}

/** Visits to people in focus, but for needy households twice a month: the demonstration's own choice. */
const PEOPLE_IN_FOCUS_TWICE: ProgrammePreset = {
  ...PEOPLE_IN_FOCUS,
  duties: PEOPLE_IN_FOCUS.duties.map((duty) =>
    duty.kind === 'coverSubjects' && duty.id === 'needy-monthly' ? { ...duty, n: 2 } : duty,
  ),
};

/**
 * Campaigns of the West Coast that the ledger keeps: mission.md rows 11, 2, 3 and 1, as their presets have them.
 * Together they hold all four kinds of duty.
 */
export const WEST_COAST_PROGRAMMES: readonly Programme[] = [
  running(PEOPLE_IN_FOCUS_TWICE),
  running(CADRES_TO_FIRMS),
  running(MEMBERS_TO_HOUSEHOLDS),
  running(FIRST_SECRETARIES),
];
