import { useQuery } from '@tanstack/react-query';
import { LocateFixed, MapPin, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categoryName } from '../../components/CategoryChoice.tsx';
import { Choices } from '../../components/Choices.tsx';
import { categoriesQuery } from '../../queries/issues.ts';
import { districtNow } from '../../state/clock.ts';
import type { Place } from '../../state/place.ts';
import { SnapFields } from './SnapFields.tsx';
import { issueOf, type SnapDraft, type Snapped } from './snap.ts';
import type { SnapArea } from './useSnapAreas.ts';

const HERE = 'here';

export interface SnapSheetProps {
  /** Id of the issue to be. */
  id: string;
  officer: string;
  initial: SnapDraft;
  areas: readonly SnapArea[];
  zone: string;
  lang: string;
  place: Place;
  onClose: () => void;
  /** @throws when the device cannot keep it */
  onSave: (snapped: Snapped) => Promise<void>;
}

/** An issue in passing: photo, category, send. Where it is the device tells, or the officer's own area. */
export function SnapSheet(props: SnapSheetProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open onOpenChange={(on) => !on && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="sheet-shade" />
        <Dialog.Content
          className="sheet snap-sheet"
          aria-describedby={undefined}
          data-testid="snap-sheet"
          // the first field would bring up the keyboard
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
        >
          <div className="sheet__head">
            <Dialog.Title asChild>
              <h2>{t('issues.snap.title')}</h2>
            </Dialog.Title>
            <Dialog.Close
              className="icon-button"
              aria-label={t('issues.snap.close')}
              data-testid="snap-close"
            >
              <X size={20} />
            </Dialog.Close>
          </div>
          <SnapForm {...props} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function SnapForm({ id, officer, initial, areas, zone, lang, place, onSave }: SnapSheetProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [area, setArea] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState(false);
  const categories = useQuery(categoriesQuery());
  const name = useId();
  const { fix, locate } = place;
  useEffect(() => void locate(), [locate]);
  const at = fix.at;
  // Nobody has chosen: where the device stands, or the first of the own areas.
  const chosen = area ?? (at || areas.length === 0 ? HERE : (areas[0]?.code ?? HERE));
  const isHere = chosen === HERE;
  const named = areas.find(({ code }) => code === chosen)?.name ?? '';
  const isPlaced = !isHere || at !== null;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const { category } = draft;
    if (saving || category === null || !isPlaced) return;
    setSaving(true);
    setFailed(false);
    try {
      const found = { area: isHere ? null : chosen, position: isHere ? at : null };
      const clock = { now: districtNow(), zone, named: categoryName(categories.data, category, lang) };
      await onSave({
        issue: issueOf(draft, { id, officer }, found, clock),
        photos: draft.photos,
        place: isHere ? t('issues.snap.here') : named,
      });
    } catch {
      setFailed(true);
      setSaving(false);
    }
  };
  return (
    <form className="visit-form" noValidate onSubmit={save} data-testid="snap-form">
      <div className="visit-form__scroll">
        <SnapFields
          draft={draft}
          tried={tried}
          lang={lang}
          onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        />
        <Choices
          legend={t('issues.snap.area')}
          name={name}
          options={[
            {
              id: HERE,
              name: t(fix.state === 'asking' ? 'issues.report.locating' : 'issues.snap.here'),
              icon: <LocateFixed size={17} aria-hidden="true" />,
            },
            ...areas.map((each) => ({
              id: each.code,
              name: each.name,
              icon: <MapPin size={17} aria-hidden="true" />,
            })),
          ]}
          chosen={[chosen]}
          fault={
            tried &&
            !isPlaced &&
            fix.state !== 'asking' && (
              <p className="field__fault" role="alert">
                {t('issues.snap.noPlace')}
              </p>
            )
          }
          testId="snap-where"
          onChoose={(each) => {
            setArea(each);
            if (each === HERE && !at) void locate();
          }}
        />
      </div>
      <div className="visit-form__foot">
        {failed && (
          <p className="field__fault" role="alert">
            {t('issues.snap.full')}
          </p>
        )}
        <button type="submit" className="button button--ink" data-testid="snap-send" disabled={saving}>
          {t('issues.snap.send')}
        </button>
      </div>
    </form>
  );
}
