import type { ShortDuty } from '#geodata/duty/define.ts';
import type { FormField, Name } from '#geodata/duty/types.ts';

/** A campaign as a district can take it over: whatever its duties need, its days left open. */
export interface ProgrammePreset {
  id: string;
  /** Rows of the table of systems in mission.md that it stands for. */
  rows: readonly number[];
  name: Name;
  /** Where it comes from and what it asks for. */
  about: Name;
  fields: readonly FormField[];
  duties: readonly ShortDuty[];
}

/** A field of a form that is not a choice. */
export function field(
  id: string,
  type: Exclude<FormField['type'], 'choice' | 'choices'>,
  zh: string,
  en: string,
  required = false,
): FormField {
  return { id, name: { zh, en }, type, required, options: [] };
}

/** A field of a form with what may be chosen, by id: one of them, or any number. */
export function choice(
  id: string,
  type: 'choice' | 'choices',
  zh: string,
  en: string,
  options: Readonly<Record<string, readonly [zh: string, en: string]>>,
  required = false,
): FormField {
  return {
    id,
    name: { zh, en },
    type,
    required,
    options: Object.entries(options).map(([option, [zh, en]]) => ({ id: option, name: { zh, en } })),
  };
}
