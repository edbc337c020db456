import { ChevronLeft, ChevronRight, ImageOff, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssueDetail } from '#api/contract/issues.ts';
import { issues } from '../../../apiIssues.ts';
import './IssuePhotos.css';

type Pictures = IssueDetail['pictures'];

/** Photos of an issue as thumbnails; a tap opens one large. Each that is loaded stands in the audit. */
export function IssuePhotos({ id, pictures }: { id: string; pictures: Pictures }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number | null>(null);
  const count = pictures.length;
  return (
    <>
      <ul className="issue-photos">
        {pictures.map((picture, i) => (
          <li key={picture.id}>
            <button
              type="button"
              aria-label={t('issues.detail.photo', { n: i + 1, count })}
              data-testid="issue-photo"
              onClick={() => setOpen(i)}
            >
              <Photo id={id} photo={picture.id} size="thumbnail" alt="" />
            </button>
          </li>
        ))}
      </ul>
      <Large id={id} pictures={pictures} open={open} onOpen={setOpen} />
    </>
  );
}

/** One photo over the whole screen; arrow keys lead to its neighbours. */
function Large({
  id,
  pictures,
  open,
  onOpen,
}: {
  id: string;
  pictures: Pictures;
  open: number | null;
  onOpen: (n: number | null) => void;
}) {
  const { t } = useTranslation();
  const picture = open === null ? undefined : pictures[open];
  const count = pictures.length;
  const step = (by: number) => open !== null && pictures[open + by] && onOpen(open + by);
  const title = t('issues.detail.photo', { n: (open ?? 0) + 1, count });
  return (
    <Dialog.Root open={picture !== undefined} onOpenChange={(on) => !on && onOpen(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="drawer__veil" />
        <Dialog.Content
          className="photo-large"
          aria-describedby={undefined}
          data-testid="photo-large"
          onKeyDown={({ key }) => {
            if (key === 'ArrowLeft') step(-1);
            if (key === 'ArrowRight') step(1);
          }}
        >
          <Dialog.Title className="photo-large__title">{title}</Dialog.Title>
          {picture && <Photo key={picture.id} id={id} photo={picture.id} size="image" alt={title} />}
          {count > 1 && (
            <>
              <button
                type="button"
                className="icon-button photo-large__step"
                aria-label={t('issues.detail.previous')}
                disabled={open === 0}
                onClick={() => step(-1)}
              >
                <ChevronLeft size={26} />
              </button>
              <button
                type="button"
                className="icon-button photo-large__step photo-large__step--next"
                aria-label={t('issues.detail.next')}
                disabled={open === count - 1}
                onClick={() => step(1)}
              >
                <ChevronRight size={26} />
              </button>
            </>
          )}
          <Dialog.Close
            className="icon-button photo-large__close"
            aria-label={t('issues.detail.close')}
            data-testid="photo-close"
          >
            <X size={22} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Photo({
  id,
  photo,
  size,
  alt,
}: {
  id: string;
  photo: string;
  size: 'image' | 'thumbnail';
  alt: string;
}) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  if (failed)
    return (
      <span className="issue-photos__failed" role="img" aria-label={t('issues.detail.photoFailed')}>
        <ImageOff size={22} aria-hidden="true" />
        {t('issues.detail.photoFailed')}
      </span>
    );
  return <img src={issues.photo(id, photo, size)} alt={alt} onError={() => setFailed(true)} />;
}
