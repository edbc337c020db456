import type { TFunction } from 'i18next';
import type { ImportRowProblem } from '#api/contract/issueImports.ts';
import { ApiError } from '../../api.ts';
import { wordsOf } from '../../components/faults.ts';
import { administrationEn } from '../../i18n/administration.en.ts';
import { formatCount } from '../../i18n/format.ts';

const { fault: FAULTS, code: CODES } = administrationEn.imports;
type FaultKey = keyof typeof FAULTS;

/** Refusals that are worded by the problem's type alone. */
const OF_TYPE: Readonly<Record<string, FaultKey>> = { 'urn:guatu:tooLarge': 'tooLarge' };

/** What is told of a row, in words; what has none here stands in the server's. */
export function wordsOfRow(
  { code, reason }: Pick<ImportRowProblem, 'code' | 'reason'>,
  t: TFunction,
): string {
  return Object.hasOwn(CODES, code) ? t(`administration.imports.code.${code as keyof typeof CODES}`) : reason;
}

/** Why an import was refused, as a whole: one line for each reason. */
export function wordsOfImport(error: unknown, t: TFunction): string[] {
  const told = error instanceof ApiError ? error.problem : null;
  if (!told) return [wordsOf(error, t)];
  const ofType = OF_TYPE[told.type];
  if (ofType) return [t(`administration.imports.fault.${ofType}`)];
  // of those worked on each is named: how many they are says enough
  const worked = told.errors.filter(({ code }) => code === 'workedOn');
  if (worked.length > 0) {
    const n = /\d+/.exec(worked[0]!.message)?.[0] ?? String(worked.length - 1);
    return [t('administration.imports.fault.workedOn', { n: formatCount(Number(n)) })];
  }
  const lines = told.errors.map(({ path, code, message, ...place }) => {
    if (path === 'mapping' && code === 'notFound') return t('administration.imports.fault.noJson');
    if (code === 'noColumn' || code === 'columnTwice')
      return t(`administration.imports.fault.${code}`, { what: /"(.*)"/.exec(message)?.[1] ?? path });
    if (path.startsWith('mapping'))
      return t('administration.imports.fault.mapping', { what: `${path}: ${message}` });
    if (!Object.hasOwn(FAULTS, code)) return message;
    const line = /\d+/.exec('line' in place ? String(place.line) : `${path} ${message}`)?.[0] ?? '?';
    return t(`administration.imports.fault.${code as FaultKey}`, { line });
  });
  return lines.length > 0 ? [...new Set(lines)] : [wordsOf(error, t)];
}
