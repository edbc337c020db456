import type { PaceBarValues } from '../../components/PaceBar.tsx';

const at = (share: number): number => Math.max(0, Math.min(1, share));

/** Done in the light's colour, unknown hatched, projected as ticks, and the tick of what is due today. */
export function WallBar({ values, light }: { values: PaceBarValues; light: string }) {
  const { done, known, projected, due } = values;
  return (
    <div className="wall-bar" data-light={light} aria-hidden="true">
      {projected !== null && projected > done && (
        <i
          className="wall-bar__projected"
          style={{ left: `${100 * at(done)}%`, right: `${100 - 100 * at(projected)}%` }}
        />
      )}
      {known > done && (
        <i
          className="wall-bar__unknown"
          style={{ left: `${100 * at(done)}%`, right: `${100 - 100 * at(known)}%` }}
        />
      )}
      <i className="wall-bar__done" style={{ transform: `scaleX(${at(done)})` }} />
      {due !== null && <i className="wall-bar__due" style={{ left: `${100 * at(due)}%` }} />}
    </div>
  );
}
