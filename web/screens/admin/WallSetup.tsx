import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisplayTokenItem } from '#api/contract/access.ts';
import type { WallConfig, WallScene } from '#api/contract/wall.ts';
import '../../i18n/wall.ts';
import { access } from '../../apiAccess.ts';
import { Drawer } from '../../components/Drawer.tsx';
import { TextField } from '../../components/Fields.tsx';
import { wordsOf } from '../../components/faults.ts';
import { areaQuery, programmesQuery } from '../../queries/index.ts';
import { dutiesOf } from '../../state/known.ts';
import { useUrl } from '../../state/useUrl.ts';
import { usualScenes } from '../../state/usualScenes.ts';
import { SceneRows } from './SceneRows.tsx';
import { WallPreview } from './WallPreview.tsx';
import './WallSetup.css';

/** Sets up what a display shows: scenes, their order, how long each stands, theme; with a preview of it. */
export function WallSetup({
  display,
  onSaved,
  onClose,
}: {
  display: DisplayTokenItem;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const programmes = useQuery(programmesQuery(lang)).data?.items ?? [];
  const [draft, setDraft] = useState<WallConfig | null>(display.wall);
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: (wall: WallConfig | null) => access.setWall(display.id, wall),
    onSuccess: onSaved,
  });
  const areas = useQueries({ queries: display.areas.map((code) => areaQuery(code, lang)) });
  const own = areas.flatMap(({ data }) => data ?? []);
  const duties = dutiesOf({ programmes });
  const config: WallConfig = draft ?? { scenes: usualScenes({ programmes }), theme: 'dark', title: null };
  const change = (part: Partial<WallConfig>) => {
    setDraft({ ...config, ...part });
    save.reset();
  };
  const wanting = config.scenes.some(({ kind, duty }) => kind === 'duty' && duty === undefined);
  const fault =
    config.scenes.length === 0 ? t('wall.config.noScenes') : wanting ? t('wall.config.noDuty') : null;
  // What is not whole yet is not shown either.
  const shown = fault === null && config.scenes.length > 0 ? draft : display.wall;
  return (
    <Drawer
      open
      onClose={onClose}
      testId="wall-setup"
      title={t('wall.config.title', { name: display.name })}
      foot={
        <>
          <p role="status">
            {save.isSuccess
              ? t('wall.config.saved')
              : save.isError
                ? wordsOf(save.error, t)
                : checked && fault}
          </p>
          {draft !== null && (
            <button type="button" className="button" data-testid="wall-reset" onClick={() => setDraft(null)}>
              {t('wall.config.reset')}
            </button>
          )}
          <button
            type="button"
            className="button button--ink"
            disabled={save.isPending}
            data-testid="wall-save"
            onClick={() => {
              setChecked(true);
              if (fault === null) save.mutate(draft);
            }}
          >
            {t('wall.config.save')}
          </button>
        </>
      }
    >
      <div className="admin-form">
        <WallPreview config={shown} top={display.areas[0] ?? null} />
        {draft === null && <p className="wall-setup__hint">{t('wall.config.usualHint')}</p>}
        <fieldset>
          <legend>{t('wall.config.theme')}</legend>
          <div className="wall-setup__themes">
            {(['dark', 'light'] as const).map((theme) => (
              <label key={theme}>
                <input
                  type="radio"
                  name="wall-theme"
                  checked={config.theme === theme}
                  onChange={() => change({ theme })}
                />
                {t(`wall.config.themes.${theme}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <TextField
          label={t('wall.config.heading')}
          hint={t('wall.config.headingHint')}
          value={config.title ?? ''}
          maxLength={40}
          onValue={(title) => change({ title: title === '' ? null : title })}
          testId="wall-title"
        />
        <SceneRows
          scenes={config.scenes}
          duties={duties.map(({ duty }) => ({ id: duty.id, name: duty.name }))}
          areas={own}
          onChange={(scenes: WallScene[]) => change({ scenes })}
        />
      </div>
    </Drawer>
  );
}
