import { useQueries } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AreaDetail } from '#api/contract/areas.ts';
import { SCENE_SECONDS, WALL_SCENES, type WallScene } from '#api/contract/wall.ts';
import { formatPlace } from '../../i18n/format.ts';
import { areasOneBelowQuery } from '../../queries/wall.ts';
import { useUrl } from '../../state/useUrl.ts';
import { USUAL_SECONDS } from '../../state/usualScenes.ts';

interface SceneRowsProps {
  scenes: readonly WallScene[];
  duties: readonly { id: string; name: string }[];
  /** The areas that the display sees. */
  areas: readonly AreaDetail[];
  onChange: (scenes: WallScene[]) => void;
}

/** The scenes of a display in their order, each with what it is about, where and for how long. */
export function SceneRows({ scenes, duties, areas, onChange }: SceneRowsProps) {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const below = useQueries({
    queries: areas.map(({ code, childLevel }) => areasOneBelowQuery({ area: code, level: childLevel, lang })),
  });
  const places = [
    ...areas.slice(1).map(({ code, name }) => ({ code, name })),
    ...below.flatMap(({ data }) => data ?? []),
  ];
  const set = (i: number, scene: WallScene) => onChange(scenes.map((each, at) => (at === i ? scene : each)));
  const move = (i: number, by: number) => {
    const next = [...scenes];
    const [moved] = next.splice(i, 1);
    if (moved) next.splice(i + by, 0, moved);
    onChange(next);
  };
  const ofKind = (kind: WallScene['kind'], { area, seconds }: WallScene): WallScene => ({
    kind,
    seconds,
    ...(area === undefined ? {} : { area }),
    ...(kind === 'duty' && duties[0] ? { duty: duties[0].id } : {}),
  });
  const inArea = ({ area: _, ...scene }: WallScene, area: string): WallScene =>
    area === '' ? scene : { ...scene, area };
  return (
    <fieldset>
      <legend>{t('wall.config.scenes')}</legend>
      <ol className="scene-rows">
        {scenes.map((scene, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a scene is its place in the order
          <li key={i} data-testid="scene-row">
            <select
              aria-label={t('wall.config.kind')}
              value={scene.kind}
              data-testid="scene-kind"
              onChange={({ target }) =>
                set(i, ofKind(WALL_SCENES.find((kind) => kind === target.value) ?? 'overview', scene))
              }
            >
              {WALL_SCENES.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`wall.scene.${kind}`)}
                </option>
              ))}
            </select>
            {scene.kind === 'duty' && (
              <select
                aria-label={t('wall.config.duty')}
                value={scene.duty ?? ''}
                data-testid="scene-duty"
                onChange={({ target }) => set(i, { ...scene, duty: target.value })}
              >
                {duties.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
            <select
              aria-label={t('wall.config.area')}
              value={scene.area ?? ''}
              data-testid="scene-area"
              onChange={({ target }) => set(i, inArea(scene, target.value))}
            >
              <option value="">{t('wall.config.wholeArea')}</option>
              {places.map(({ code, name }) => (
                <option key={code} value={code}>
                  {formatPlace(name)}
                </option>
              ))}
            </select>
            <label className="scene-rows__seconds">
              <input
                type="number"
                {...SCENE_SECONDS}
                value={scene.seconds}
                data-testid="scene-seconds"
                onChange={({ target }) => {
                  const seconds = Math.round(target.valueAsNumber);
                  if (Number.isFinite(seconds)) set(i, { ...scene, seconds });
                }}
                onBlur={() => {
                  const { min, max } = SCENE_SECONDS;
                  set(i, { ...scene, seconds: Math.max(min, Math.min(max, scene.seconds)) });
                }}
              />
              {t('wall.config.seconds')}
            </label>
            <span className="scene-rows__moves">
              <button
                type="button"
                className="icon-button"
                aria-label={t('wall.config.up')}
                disabled={i === 0}
                data-testid="scene-up"
                onClick={() => move(i, -1)}
              >
                <ArrowUp size={18} />
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label={t('wall.config.down')}
                disabled={i === scenes.length - 1}
                data-testid="scene-down"
                onClick={() => move(i, 1)}
              >
                <ArrowDown size={18} />
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label={t('wall.config.remove')}
                data-testid="scene-remove"
                onClick={() => onChange(scenes.filter((_, at) => at !== i))}
              >
                <Trash2 size={18} />
              </button>
            </span>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button"
        data-testid="scene-add"
        onClick={() => onChange([...scenes, { kind: 'overview', seconds: USUAL_SECONDS.overview }])}
      >
        <Plus size={18} aria-hidden="true" />
        {t('wall.config.add')}
      </button>
    </fieldset>
  );
}
