/** Number of the last commit that counts; null for now. */
export type AsOf = number | null;

/** Condition that a row was on record: written by then, and not ended by then. */
export function onRecord(alias: string, asOf: AsOf): string {
  return asOf === null
    ? `${alias}.endSeq IS NULL`
    : `${alias}.seq <= ${asOf} AND (${alias}.endSeq IS NULL OR ${alias}.endSeq > ${asOf})`;
}
