import { z } from 'zod';
import { civilDay, identifier, name } from '#api/contract/common.ts';
import { formField } from '#api/contract/records.ts';

const count = z.number().int();

/** A programme whole: as it can be sent again, and the versions of its rules. */
export const programmeDetail = z.object({
  id: identifier,
  name,
  firstDay: civilDay,
  lastDay: civilDay,
  fields: z.array(formField),
  duties: z.array(z.looseObject({ id: identifier, kind: z.string() })),
  versions: z.array(
    z.object({
      duty: identifier,
      version: count,
      /** First day of the first period it holds for. */
      fromDay: civilDay,
      /** Null where the duty ends. */
      rule: z.looseObject({}).nullable(),
    }),
  ),
});
export type ProgrammeDetail = z.infer<typeof programmeDetail>;
