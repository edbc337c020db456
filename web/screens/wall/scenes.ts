import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { WallScene } from '#api/contract/wall.ts';
import { coverageRows } from '../../queries/rows.ts';
import type { AreaFigures, Known } from '../../state/known.ts';
import { dutiesOf } from '../../state/known.ts';

/** A scene as a display is set to show it. */
export type SceneSetting = WallScene;

/** A scene that can be shown: its area is known, and so is what it is about. */
export interface Scene extends SceneSetting {
  /** Tells it from the others of the list. */
  key: string;
  area: string;
}

/** The scenes that have something to show, in their order. */
export function playable(settings: readonly SceneSetting[], known: Known, top: string): Scene[] {
  return settings
    .map(
      (setting, i): Scene => ({
        ...setting,
        area: setting.area ?? top,
        key: `${i} ${setting.kind} ${setting.duty ?? ''}`,
      }),
    )
    .filter((scene) => hasData(scene, known.areas[scene.area], known));
}

function hasData(scene: Scene, figures: AreaFigures | undefined, known: Known): boolean {
  if (!figures) return false;
  const shown = (duty: string) => isShown(figures.coverage[duty]);
  switch (scene.kind) {
    case 'overview':
      return dutiesOf(known).some(({ duty }) => shown(duty.id));
    case 'duty':
      return scene.duty !== undefined && shown(scene.duty) && isSummed(scene.duty, figures);
    case 'issues':
      return figures.places?.rows.some(({ own, measures }) => !own && measures.open > 0) ?? false;
    case 'hotspots':
      return figures.emerging?.columns.bin.some((steps) => steps.some((bin) => (bin ?? 0) > 0)) ?? false;
    case 'services':
      return (figures.reach?.points ?? 0) > 0 && figures.places !== undefined;
  }
}

/** Whether a map of the answer tells something: of most areas there is a figure that may be shown. */
function isShown(answer: CoverageAnswer | undefined): boolean {
  if (!answer) return false;
  const { areas, withheld } = coverageRows(answer);
  return withheld.length <= areas.length && areas.some(({ required }) => required > 0);
}

const isSummed = (duty: string, { summary }: AreaFigures): boolean =>
  summary?.rows.some((row) => row.duty === duty) ?? false;

/** Scenes that are shown side by side: as many as there are maps. */
export function pagesOf(scenes: readonly Scene[], maps: number): Scene[][] {
  const pages: Scene[][] = [];
  for (let i = 0; i < scenes.length; i += maps) pages.push(scenes.slice(i, i + maps));
  const last = pages.at(-1);
  // No map stays empty: the last page begins earlier, and repeats what stood before it.
  if (last && last.length < maps && scenes.length >= maps) pages[pages.length - 1] = scenes.slice(-maps);
  return pages;
}

/** Seconds that a page stands: as long as the slowest of its scenes wants. */
export const secondsOf = (page: readonly Scene[]): number =>
  Math.max(5, ...page.map(({ seconds }) => seconds));
