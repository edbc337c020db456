import { type AreaNodes, type TreeVersions, upFrom } from '#geodata/duty/places.ts';
import type { AssignmentSpan } from '#geodata/duty/types.ts';
import { type Day, LEVELS, type Level } from '#geodata/model.ts';

/** Who answers for a subject: by day and by the area it is at home in. */
export interface Responsibility {
  answeredOn(day: Day, home: string): boolean;
  /** Days on which an assignment that bears on the subject begins or ends, or the tree of areas changes. */
  changes(): Iterable<Day>;
}

/** Assignments to areas, in force or to come, by area. */
export type AreaAssignments = ReadonlyMap<string, readonly AssignmentSpan[]>;

/**
 * Who answers for a subject: an assignment to itself, to the area it is at home in, or to an ancestor of that
 * area up to a level, in the tree of the day (model.md, the flag `unassigned`).
 *
 * @param own assignments to the subject itself
 * @param homes areas the subject is or was at home in
 */
export function responsibility(
  trees: TreeVersions,
  assignments: AreaAssignments,
  own: readonly AssignmentSpan[],
  homes: readonly string[],
  upTo: Level,
): Responsibility {
  return {
    answeredOn: (day, home) => {
      if (own.some((span) => covers(span, day))) return true;
      for (const area of chain(trees.on(day), home, upTo))
        if (assignments.get(area)?.some((span) => covers(span, day))) return true;
      return false;
    },
    *changes() {
      const spans = new Set(own);
      for (const { nodes } of trees.during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))
        for (const home of homes)
          for (const area of chain(nodes, home, upTo))
            for (const span of assignments.get(area) ?? []) spans.add(span);
      for (const span of spans) {
        yield span.from;
        yield span.to;
      }
      yield* trees.changes;
    },
  };
}

function covers(span: AssignmentSpan, day: Day): boolean {
  return span.from <= day && day <= span.to;
}

/** The area and its ancestors that do not lie above a level; always the area itself. */
function* chain(nodes: AreaNodes, home: string, upTo: Level): Iterable<string> {
  const top = LEVELS.indexOf(upTo);
  for (const code of upFrom(nodes, home)) {
    if (code !== home && LEVELS.indexOf(nodes.get(code)!.level) < top) return;
    yield code;
  }
}

/** All who answer for a subject on a day: its own and those of its areas up to a level, nearest first. */
export function* answeringAll(
  nodes: AreaNodes,
  assignments: AreaAssignments,
  own: readonly AssignmentSpan[],
  home: string,
  day: Day,
  upTo: Level,
): Iterable<AssignmentSpan> {
  for (const span of own) if (covers(span, day)) yield span;
  for (const area of chain(nodes, home, upTo))
    for (const span of assignments.get(area) ?? []) if (covers(span, day)) yield span;
}

/** Assignments that answer for a subject on a day: its own, or else those of the nearest area that has any. */
export function answering(
  nodes: AreaNodes,
  assignments: AreaAssignments,
  own: readonly AssignmentSpan[],
  home: string,
  day: Day,
  upTo: Level,
): AssignmentSpan[] {
  const direct = own.filter((span) => covers(span, day));
  if (direct.length > 0) return direct;
  for (const area of chain(nodes, home, upTo)) {
    const found = (assignments.get(area) ?? []).filter((span) => covers(span, day));
    if (found.length > 0) return found;
  }
  return [];
}
