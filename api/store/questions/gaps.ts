import type { GapsAnswerRows, GapsQuestion } from '#api/store/gapStore.ts';
import { addNames, addPlaces } from '#api/store/questions/gapDetails.ts';
import { type Found, filtered, noGaps } from '#api/store/questions/gapFacets.ts';
import { ORDERS, placeOf } from '#api/store/questions/gapOrder.ts';
import { addLastVisits } from '#api/store/questions/lastVisits.ts';
import { type Listed, listed, type Source, type Where } from '#api/store/questions/listed.ts';
import { matches } from '#geodata/duty/coverSubjects.ts';
import { gapType } from '#geodata/duty/figures.ts';
import type { Period } from '#geodata/duty/period.ts';
import { dutyIn } from '#geodata/duty/rule.ts';
import type { CoverSubjects, DutyRule } from '#geodata/duty/types.ts';

/**
 * Who or what has a gap, typed, worst first.
 *
 * @param silent whether what is at home in an area has no data; null when every source is in time
 */
export async function gaps(
  source: Source,
  rule: DutyRule,
  period: Period,
  where: Where,
  question: GapsQuestion,
  silent: ((home: string) => boolean) | null,
): Promise<GapsAnswerRows> {
  const counts = noGaps();
  const { today } = question;
  const running =
    today >= Math.max(period.start, rule.programme.firstDay) &&
    today <= Math.min(period.end, rule.programme.lastDay);
  const gapped: Found[] = [];
  for (const line of await listed(source, rule, period, where)) {
    const { at, part, first } = line;
    const done = part?.part.done ?? at.done;
    const required = Math.max(at.r, at.quota);
    if ((at.n === 0 && at.quota === 0) || done >= required) continue;
    const type = gapType({
      noData: silent?.(at.home) ?? false,
      overdue: at.dueDay !== 0 && at.dueDay < today,
      v: part?.v ?? at.done,
      ever: first !== null && first <= period.end,
      prevMet: part?.part.prevMet === 1,
      running,
    });
    counts[type]++;
    const [officer] = line.officers;
    gapped.push({
      subject: line.subject,
      name: '',
      subjectType: 'subject',
      tags: tagsOf(line, rule, period),
      officer: officer ? { id: officer.officer, name: '', role: officer.role } : null,
      event: line.event && { id: line.event.x, kind: line.event.kind, day: line.event.day, due: at.dueDay },
      home: at.home,
      position: null,
      type,
      done,
      required,
      lastVisit: null,
      days: Math.max(0, Math.min(today, period.end) - line.since),
      line,
    });
  }
  const { found, facets } = filtered(gapped, question);
  await addLastVisits(source, rule, question, period, found);
  const order = ORDERS[question.sort];
  const ordered = found.sort(order);
  const { after } = question;
  const next = after === null ? 0 : ordered.findIndex((row) => order(row, after) > 0);
  const start = next < 0 ? ordered.length : next;
  const page = ordered.slice(start, start + question.limit);
  const more = start + page.length < ordered.length;
  const last = page.at(-1);
  const rows = page.map(({ line: _line, ...row }) => row);
  await addNames(source.db, rule, rows, facets.officers);
  if (rule.duty.kind === 'coverSubjects' || rule.duty.kind === 'afterEvent')
    await addPlaces(source, period, rows);
  return { counts, matching: found.length, facets, rows, next: more && last ? placeOf(last) : null };
}

function tagsOf({ entry }: Listed, rule: DutyRule, period: Period): string[] {
  const { end } = period;
  const span = entry?.spans.findLast(
    (each) =>
      each.from <= end &&
      each.to >= period.start &&
      (rule.duty.kind !== 'coverSubjects' ||
        matches((dutyIn(rule, period) ?? rule.duty) as CoverSubjects, each)),
  );
  return [...(span?.tags ?? [])];
}
