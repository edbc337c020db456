import { useTranslation } from 'react-i18next';
import { CategoryChoice } from '../../components/CategoryChoice.tsx';
import { TextField } from '../../components/Fields.tsx';
import { PhotoInput } from '../../components/PhotoInput.tsx';
import '../../i18n/issues.ts';
import type { SnapDraft } from './snap.ts';

const TITLE_LENGTH = 200;
/** More would fill the device while the network is away. */
const MOST_PHOTOS = 3;

/** What an issue is told by: photos, what it is about, a line. */
export function SnapFields({
  draft,
  tried,
  lang,
  onChange,
}: {
  draft: SnapDraft;
  /** Whether it was to be saved: then what is missing is said. */
  tried: boolean;
  lang: string;
  onChange: (part: Partial<SnapDraft>) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <PhotoInput
        camera
        photos={draft.photos}
        most={MOST_PHOTOS}
        testId="snap-photo"
        onPhotos={(photos) => onChange({ photos })}
      />
      <CategoryChoice
        lang={lang}
        value={draft.category}
        fault={
          tried &&
          draft.category === null && (
            <p className="field__fault" role="alert">
              {t('issues.report.wantCategory')}
            </p>
          )
        }
        testId="snap-category"
        onChoose={(category) => onChange({ category })}
      />
      <TextField
        label={t('issues.report.name')}
        hint={t('issues.report.nameHint')}
        value={draft.title}
        maxLength={TITLE_LENGTH}
        autoComplete="off"
        testId="snap-title"
        onValue={(title) => onChange({ title })}
      />
    </>
  );
}
