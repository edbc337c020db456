import { visible } from '#api/services/areas.ts';
import type { DistrictCells } from '#api/services/hotspots/cells.ts';
import type { Events } from '#api/services/statistics.ts';
import type { IssueColumns, VisitCounts } from '#api/store/issueStore.ts';
import type { Scope } from '#api/store/store.ts';
import type { Area } from '#geodata/model.ts';

const NO_POSITIONS = new Float64Array();

/** Issues as events to be put into cells; those at home in `area` and the scope tell when they find none. */
export function eventsOf(columns: IssueColumns, cells: DistrictCells, scope: Scope, area: Area): Events {
  const { home, day, positions, homes } = columns;
  const { tree } = cells.state;
  const { kind, indices } = cells;
  return {
    home,
    day,
    // a million positions are not copied for nothing
    positions: kind.kind === 'h3' ? positions : NO_POSITIONS,
    seen: Uint8Array.from(homes, (code) =>
      tree.contains(area.code, code) && visible(tree, scope, code) ? 1 : 0,
    ),
    into:
      kind.kind === 'h3'
        ? { kind: 'hexagons', indices: indices!, resolution: kind.resolution }
        : { kind: 'homes', cellOfHome: cellOfHome(homes, cells) },
  };
}

/** Visits in each cell: those that took place in it or below it. */
export function visitsOf({ homes, visits }: VisitCounts, cells: DistrictCells): Float64Array {
  const sums = new Float64Array(cells.codes.length);
  const cellOf = cellOfHome(homes, cells);
  for (let i = 0; i < homes.length; i++) {
    const cell = cellOf[i] as number;
    if (cell >= 0) sums[cell] = (sums[cell] as number) + (visits[i] as number);
  }
  return sums;
}

/** The cell each home lies in; -1 for one above the cells, or of another version of the tree. */
function cellOfHome(homes: readonly string[], { codes, kind, state: { tree } }: DistrictCells): Int32Array {
  const places = new Map(codes.map((code, i) => [code, i]));
  return Int32Array.from(homes, (home) => {
    const cell = kind.kind === 'h3' ? undefined : tree.atLevel(home, kind.kind);
    return (cell && places.get(cell.code)) ?? -1;
  });
}
