import type { IssueEventType } from '#geodata/issue/events.ts';
import type { Permission } from '#geodata/presets/roles.ts';

/** Who takes an issue in may tell how it was rated; who judges whether it is done is somebody else. */
const OF_EVENT: Readonly<Partial<Record<IssueEventType, Permission>>> = {
  reported: 'record',
  rated: 'record',
  verified: 'verify',
  closed: 'verify',
  reopened: 'verify',
};

/** The permission that what happens to an issue needs. */
export function permissionOfEvent(type: IssueEventType): Permission {
  return OF_EVENT[type] ?? 'handle';
}
