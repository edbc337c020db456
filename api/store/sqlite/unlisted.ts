import type { WriteContext } from '#api/store/sqlite/context.ts';
import { EntryTable } from '#api/store/sqlite/entries.ts';
import type { RegisterEntry, RegisterSpan } from '#api/store/sqlite/facts.ts';
import type { Commit } from '#api/store/store.ts';
import { type Day, OPEN_END, UNLISTED } from '#geodata/model.ts';

/** Day from which households are on record that no register lists: no visit can be earlier. */
const ALWAYS: Day = 10957;

/** Households that a visit tells of and no register lists: put on record with where they are, and a mark. */
export class UnlistedHouseholds {
  readonly #context: WriteContext;
  readonly #entries: EntryTable;

  constructor(context: WriteContext) {
    this.#context = context;
    this.#entries = new EntryTable(context);
  }

  /** Whether the tree of a day has an area. */
  knows(area: string, day: Day): boolean {
    return this.#context.reference.trees.on(day).has(area);
  }

  /** Lists a household where a visit found it, for all the days around the visit that the tree has that area. */
  list(id: string, home: string, day: Day, commit: Commit): RegisterEntry {
    const { trees } = this.#context.reference;
    const tags = [UNLISTED];
    const spans: RegisterSpan[] = [];
    const begins = [ALWAYS, ...trees.changes.filter((change) => change > ALWAYS)];
    for (const [i, from] of begins.entries()) {
      const node = trees.on(from).get(home);
      const to = (begins[i + 1] ?? OPEN_END + 1) - 1;
      const last = spans.at(-1);
      if (!node) {
        // The area was no more for a while: only the run of days that holds the visit is meant.
        if (from > day) break;
        spans.length = 0;
      } else if (last?.town === node.town) last.to = to;
      else spans.push({ town: node.town, from, to, home, type: 'household', tags, zones: {} });
    }
    for (const { town, from, to } of spans)
      this.#entries.put(
        'subject',
        {
          id,
          home,
          town,
          type: 'household',
          name: '',
          tags,
          zones: {},
          detail: null,
          position: null,
          subject: null,
          officer: null,
          organisation: null,
          phone: null,
          validFrom: from,
          validTo: to,
        },
        [],
        commit,
      );
    return { spans, own: [], events: [], towns: new Set(spans.map(({ town }) => town)) };
  }
}
