import { Camera } from 'lucide-react';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PhotoFile } from '../../components/PhotoInput.tsx';
import '../../i18n/issues.ts';
import { shrink } from '../../state/photo.ts';
import './Snap.css';

/** Snap and report 随手拍: opens the camera at once; the form comes with the photo, or without when none was taken. */
export function SnapButton({ onPhoto }: { onPhoto: (photos: readonly Blob[]) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const latest = useRef(onPhoto);
  latest.current = onPhoto;
  // React does not tell of it: the camera was left without a photo.
  useEffect(() => {
    const element = input.current;
    const onCancel = () => latest.current([]);
    element?.addEventListener('cancel', onCancel);
    return () => element?.removeEventListener('cancel', onCancel);
  }, []);
  const taken = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    setBusy(true);
    // One that cannot be read is taken again on the form.
    const photo = file ? await shrink(file).catch(() => null) : null;
    target.value = '';
    setBusy(false);
    onPhoto(photo ? [photo] : []);
  };
  return (
    <>
      <button
        type="button"
        className="snap-button"
        disabled={busy}
        aria-busy={busy}
        aria-label={t('issues.snap.button')}
        data-testid="snap"
        onClick={() => input.current?.click()}
      >
        <Camera size={20} aria-hidden="true" />
        <span>{t('issues.snap.button')}</span>
      </button>
      <PhotoFile input={input} camera testId="snap-file" onChange={taken} />
    </>
  );
}
