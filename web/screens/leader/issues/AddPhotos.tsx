import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ImagePlus } from 'lucide-react';
import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { issues } from '../../../apiIssues.ts';
import { wordsOf } from '../../../components/faults.ts';
import { PhotoFile } from '../../../components/PhotoInput.tsx';
import { useWho } from '../../../queries/who.ts';
import { shrink } from '../../../state/photo.ts';

/** Photos an issue may have. */
const MOST = 9;

/** What could not be read as a photo. */
class Unreadable extends Error {}

/** Adds photos to an issue that is there already, for who handles issues; they are made small and sent at once. */
export function AddPhotos({ id, count }: { id: string; count: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useWho()?.permissions.includes('handle') ?? false;
  const input = useRef<HTMLInputElement>(null);
  const add = useMutation({
    networkMode: 'always',
    mutationFn: async (files: readonly File[]) => {
      const photos = await Promise.all(files.map(shrink)).catch(() => {
        throw new Unreadable();
      });
      await issues.addPhotos(id, photos);
      return photos.length;
    },
    onSuccess: () => client.refetchQueries({ queryKey: ['issue', id] }),
  });
  if (!may) return null;
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])].slice(0, MOST - count);
    // The same photo may be chosen again.
    target.value = '';
    if (files.length > 0) add.mutate(files);
  };
  return (
    <div className="issue-content__add">
      {count < MOST ? (
        <button
          type="button"
          className="button"
          disabled={add.isPending}
          aria-busy={add.isPending}
          data-testid="issue-add-photo"
          onClick={() => input.current?.click()}
        >
          <ImagePlus size={18} aria-hidden="true" />
          {t('issues.detail.addPhoto')}
        </button>
      ) : (
        <small>{t('issues.detail.fullOfPhotos', { n: MOST })}</small>
      )}
      <PhotoFile input={input} camera={false} several testId="issue-photo-file" onChange={choose} />
      {add.isSuccess && <small role="status">{t('issues.detail.photosAdded', { count: add.data })}</small>}
      {add.isError && (
        <p className="text-field__fault" role="alert">
          {add.error instanceof Unreadable ? t('issues.report.unreadable') : wordsOf(add.error, t)}
        </p>
      )}
    </div>
  );
}
