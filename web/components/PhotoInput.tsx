import { Camera, ImagePlus, X } from 'lucide-react';
import { type ChangeEvent, type Ref, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../i18n/issues.ts';
import { shrink } from '../state/photo.ts';
import './PhotoInput.css';

/** Photos taken or chosen, made small at once; each can be taken away again. */
export function PhotoInput({
  photos,
  most,
  camera = false,
  testId,
  onPhotos,
}: {
  photos: readonly Blob[];
  /** How many there may be. */
  most: number;
  /** Whether the camera opens at once where there is one. */
  camera?: boolean;
  testId: string;
  onPhotos: (photos: readonly Blob[]) => void;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const add = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])].slice(0, most - photos.length);
    // The same photo may be chosen again after it was taken away.
    target.value = '';
    setBusy(true);
    const small = await Promise.allSettled(files.map(shrink));
    setBusy(false);
    setFailed(small.some(({ status }) => status === 'rejected'));
    onPhotos([...photos, ...small.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))]);
  };
  const word = t(camera ? 'issues.report.takePhoto' : 'issues.report.addPhoto');
  return (
    <div className="photo-input">
      <ul>
        {photos.map((photo, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: photos have no other name, and keep no state
          <li key={i}>
            <Thumbnail photo={photo} />
            <button
              type="button"
              aria-label={t('issues.report.removePhoto', { n: i + 1 })}
              onClick={() => onPhotos(photos.filter((each) => each !== photo))}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
        {photos.length < most && (
          <li>
            <button
              type="button"
              className="photo-input__add"
              disabled={busy}
              aria-busy={busy}
              onClick={() => input.current?.click()}
            >
              {camera ? <Camera size={22} aria-hidden="true" /> : <ImagePlus size={22} aria-hidden="true" />}
              {word}
            </button>
          </li>
        )}
      </ul>
      <PhotoFile input={input} camera={camera} several={!camera} testId={testId} onChange={add} />
      {failed && (
        <p className="field__fault" role="alert">
          {t('issues.report.unreadable')}
        </p>
      )}
    </div>
  );
}

/** The browser's own way to a camera or to files; a button of ours opens it. */
export function PhotoFile({
  input,
  camera,
  several = false,
  testId,
  onChange,
}: {
  input: Ref<HTMLInputElement>;
  camera: boolean;
  several?: boolean;
  testId: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}) {
  return (
    <input
      ref={input}
      type="file"
      accept="image/*"
      hidden
      multiple={several}
      {...(camera ? { capture: 'environment' as const } : {})}
      data-testid={testId}
      onChange={onChange}
    />
  );
}

function Thumbnail({ photo }: { photo: Blob }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return <img src={url} alt="" />;
}
