import { CADRES_TO_FIRMS } from './cadresToFirms.ts';
import { CARE_AT_THE_MOMENT } from './careAtTheMoment.ts';
import { CHAIN_OF_RESPONSIBILITY } from './chainOfResponsibility.ts';
import { FIRST_SECRETARIES } from './firstSecretaries.ts';
import { HEATING_STEWARDS } from './heatingStewards.ts';
import { MEMBERS_TO_HOUSEHOLDS } from './membersToHouseholds.ts';
import { PEOPLE_IN_FOCUS } from './peopleInFocus.ts';
import type { ProgrammePreset } from './preset.ts';
import { THREE_SERVICES } from './threeServices.ts';

/** Campaigns of mission.md that are configuration alone, in the order of its table. */
export const PROGRAMME_PRESETS: readonly ProgrammePreset[] = [
  FIRST_SECRETARIES,
  CADRES_TO_FIRMS,
  MEMBERS_TO_HOUSEHOLDS,
  CHAIN_OF_RESPONSIBILITY,
  PEOPLE_IN_FOCUS,
  THREE_SERVICES,
  HEATING_STEWARDS,
  CARE_AT_THE_MOMENT,
];
