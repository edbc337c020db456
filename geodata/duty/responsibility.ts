import type { Responsibility } from '#geodata/duty/coverSubjects.ts';
import type { AssignmentSpan } from '#geodata/duty/types.ts';
import { type Day, LEVELS, type Level } from '#geodata/model.ts';

/** Assignments in force or to come, by the area they are made to. */
export type AreaAssignments = ReadonlyMap<string, readonly AssignmentSpan[]>;

/** A node of the tree as far as the chain of responsibility goes up it. */
export interface ChainNode {
  level: Level;
  parent: string | null;
}

/**
 * Who answers for a subject: an assignment to itself, to the area it is at home in, or to an ancestor of that
 * area up to a level (model.md, the flag `unassigned`).
 *
 * @param own assignments to the subject itself
 * @param homes areas the subject is or was at home in
 */
export function responsibility(
  tree: ReadonlyMap<string, ChainNode>,
  assignments: AreaAssignments,
  own: readonly AssignmentSpan[],
  homes: readonly string[],
  upTo: Level,
): Responsibility {
  const covers = (spans: readonly AssignmentSpan[] | undefined, day: Day): boolean =>
    spans?.some((span) => span.from <= day && day <= span.to) ?? false;
  return {
    answeredOn: (day, home) => {
      if (covers(own, day)) return true;
      for (const area of chain(tree, home, upTo)) if (covers(assignments.get(area), day)) return true;
      return false;
    },
    *changes() {
      const spans = new Set(own);
      for (const home of homes)
        for (const area of chain(tree, home, upTo))
          for (const span of assignments.get(area) ?? []) spans.add(span);
      for (const span of spans) {
        yield span.from;
        yield span.to;
      }
    },
  };
}

/** The area and its ancestors that do not lie above a level; always the area itself. */
function* chain(tree: ReadonlyMap<string, ChainNode>, home: string, upTo: Level): Iterable<string> {
  yield home;
  const top = LEVELS.indexOf(upTo);
  for (let code = tree.get(home)?.parent ?? null; code !== null; ) {
    const node = tree.get(code);
    if (!node || LEVELS.indexOf(node.level) < top) return;
    yield code;
    code = node.parent;
  }
}

/** Assignments that answer for a subject on a day: its own, or else those of the nearest area that has any. */
export function answering(
  tree: ReadonlyMap<string, ChainNode>,
  assignments: AreaAssignments,
  own: readonly AssignmentSpan[],
  home: string,
  day: Day,
  upTo: Level,
): AssignmentSpan[] {
  const on = (spans: readonly AssignmentSpan[]): AssignmentSpan[] =>
    spans.filter((span) => span.from <= day && day <= span.to);
  const direct = on(own);
  if (direct.length > 0) return direct;
  for (const area of chain(tree, home, upTo)) {
    const found = on(assignments.get(area) ?? []);
    if (found.length > 0) return found;
  }
  return [];
}
