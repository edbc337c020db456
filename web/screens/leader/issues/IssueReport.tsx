import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Crosshair, LocateFixed, MapPin, X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssueSource } from '#geodata/issue/events.ts';
import type { LonLat } from '#geodata/model.ts';
import { type IssueSent, issues } from '../../../apiIssues.ts';
import { CategoryChoice, categoryName } from '../../../components/CategoryChoice.tsx';
import { Choices } from '../../../components/Choices.tsx';
import { TextField } from '../../../components/Fields.tsx';
import { PhotoInput } from '../../../components/PhotoInput.tsx';
import { formatPlace } from '../../../i18n/format.ts';
import { askIssuesAnew, categoriesQuery } from '../../../queries/issues.ts';
import { newId } from '../../../state/newId.ts';
import { type Place, usePlace } from '../../../state/place.ts';
import type { Leader } from '../useLeader.ts';
import './IssueActions.css';
import { LongText } from './IssueForms.tsx';
import './IssueReport.css';
import { wordsOfRefusal } from './wordsOfRefusal.ts';

/** Sources that people tell of; the others are systems. */
const SOURCES: readonly IssueSource[] = ['snapAndReport', 'hotline', 'visit', 'firmPlatform', 'proposal'];
const TITLE_LENGTH = 200;
const TEXT_LENGTH = 4000;
const MOST_PHOTOS = 9;

/** How the place of an issue is told. */
export type PlaceBy = 'area' | 'map' | 'here';

interface ReportDraft {
  category: string | null;
  title: string;
  text: string;
  source: IssueSource;
  name: string;
  phone: string;
  photos: readonly Blob[];
}

const EMPTY: ReportDraft = {
  ...{ category: null, title: '', text: '', source: 'snapAndReport', name: '', phone: '', photos: [] },
};

interface IssueReportProps {
  leader: Leader;
  by: PlaceBy;
  /** What was tapped on the map. */
  tapped: LonLat | null;
  onBy: (by: PlaceBy) => void;
  onClose: () => void;
}

/** The form by which an issue is reported; once it is taken it opens. */
export function IssueReport({ leader, by, tapped, onBy, onClose }: IssueReportProps) {
  const { t } = useTranslation();
  const { lang, detail, session, navigate } = leader;
  const client = useQueryClient();
  const categories = useQuery(categoriesQuery());
  const place = usePlace();
  const [id] = useState(newId);
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const name = useId();
  const change = (part: Partial<ReportDraft>) => setDraft((before) => ({ ...before, ...part }));
  const position = by === 'map' ? tapped : by === 'here' ? place.fix.at : null;
  const isPlaced = by === 'area' ? detail !== null : position !== null;
  const report = useMutation({
    networkMode: 'always',
    mutationFn: (sent: IssueSent) => issues.report(sent, draft.photos),
    onSuccess: () => {
      void askIssuesAnew(client);
      onClose();
      navigate({ issue: id }, 'push');
    },
  });
  const { category } = draft;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (report.isPending || category === null || !isPlaced) return;
    report.mutate({
      ...{ id, category, source: draft.source, at: session.data?.now ?? new Date().toISOString() },
      ...(position === null ? { area: detail?.code } : { position: [...position] as [number, number] }),
      title: draft.title.trim() || categoryName(categories.data, category, lang),
      text: draft.text.trim() || null,
      reporter:
        draft.name.trim() || draft.phone.trim()
          ? { name: draft.name.trim() || null, phone: draft.phone.trim() || null }
          : null,
    });
  };
  return (
    <form className="issue-report" noValidate onSubmit={submit} data-testid="issue-report">
      <div className="event-form__head">
        <h1>{t('issues.report.title')}</h1>
        <button
          type="button"
          className="icon-button"
          aria-label={t('issues.report.close')}
          data-testid="report-close"
          onClick={onClose}
        >
          <X size={20} />
        </button>
      </div>
      <div className="event-form__fields">
        <CategoryChoice
          lang={lang}
          value={category}
          fault={
            tried &&
            category === null && (
              <p className="field__fault" role="alert">
                {t('issues.report.wantCategory')}
              </p>
            )
          }
          testId="report-category"
          onChoose={(each) => change({ category: each })}
        />
        <TextField
          label={t('issues.report.name')}
          hint={t('issues.report.nameHint')}
          value={draft.title}
          maxLength={TITLE_LENGTH}
          autoComplete="off"
          testId="report-title"
          onValue={(title) => change({ title })}
        />
        <Where
          {...{ by, tapped, place, tried }}
          area={formatPlace(detail?.name ?? '')}
          onBy={(next) => {
            onBy(next);
            if (next === 'here') void place.locate();
          }}
        />
        <div className="field">
          <span className="field__label">{t('issues.report.photos')}</span>
          <PhotoInput
            photos={draft.photos}
            most={MOST_PHOTOS}
            testId="report-photo"
            onPhotos={(photos) => change({ photos })}
          />
        </div>
        <LongText
          label={
            <>
              {t('issues.report.text')} <small>{t('issues.form.optional')}</small>
            </>
          }
          rows={3}
          length={TEXT_LENGTH}
          value={draft.text}
          fault={null}
          testId="report-text"
          onValue={(text) => change({ text })}
        />
        <Choices
          legend={t('issues.report.source')}
          name={`${name}source`}
          options={SOURCES.map((each) => ({ id: each, name: t(`issues.source.${each}`) }))}
          chosen={[draft.source]}
          testId="report-source"
          onChoose={(source) => change({ source: source as IssueSource })}
        />
        <fieldset className="issue-report__asker">
          <legend>
            {t('issues.report.asker')} <small>{t('issues.form.optional')}</small>
          </legend>
          <TextField
            label={t('issues.report.askerName')}
            value={draft.name}
            maxLength={100}
            autoComplete="off"
            testId="report-name"
            onValue={(each) => change({ name: each })}
          />
          <TextField
            label={t('issues.report.askerPhone')}
            value={draft.phone}
            maxLength={40}
            type="tel"
            autoComplete="off"
            testId="report-phone"
            onValue={(phone) => change({ phone })}
          />
        </fieldset>
      </div>
      <div className="event-form__foot">
        {report.isError && (
          <p className="event-form__refused" role="alert" data-testid="report-refused">
            <b>{t('issues.form.refused')}</b> {wordsOfRefusal(report.error, t)}
          </p>
        )}
        <button
          type="submit"
          className="button button--ink"
          disabled={report.isPending}
          aria-busy={report.isPending}
          data-testid="report-send"
        >
          {t(report.isPending ? 'issues.report.sending' : 'issues.report.send')}
        </button>
      </div>
    </form>
  );
}

/** Where it is: in the area in view, where the map is tapped, or where the device stands. */
function Where({
  by,
  tapped,
  place,
  tried,
  area,
  onBy,
}: {
  by: PlaceBy;
  tapped: LonLat | null;
  place: Place;
  tried: boolean;
  area: string;
  onBy: (by: PlaceBy) => void;
}) {
  const { t } = useTranslation();
  const name = useId();
  const { state } = place.fix;
  const degrees = (each: number) => each.toFixed(5);
  const note =
    by === 'map'
      ? tapped
        ? t('issues.report.tapped', { lon: degrees(tapped[0]), lat: degrees(tapped[1]) })
        : t('issues.report.tapNow')
      : by === 'here' && place.fix.at
        ? t('issues.report.tapped', { lon: degrees(place.fix.at[0]), lat: degrees(place.fix.at[1]) })
        : by === 'here' && state === 'asking'
          ? t('issues.report.locating')
          : by === 'here'
            ? t('issues.report.denied')
            : null;
  const isMissing = (by === 'map' && !tapped) || (by === 'here' && state !== 'asking' && !place.fix.at);
  return (
    <Choices
      legend={t('issues.report.place')}
      name={name}
      options={[
        {
          id: 'area',
          name: t('issues.report.placeArea', { area }),
          icon: <MapPin size={17} aria-hidden="true" />,
        },
        { id: 'map', name: t('issues.report.placeMap'), icon: <Crosshair size={17} aria-hidden="true" /> },
        {
          id: 'here',
          name: t('issues.report.placeHere'),
          icon: <LocateFixed size={17} aria-hidden="true" />,
        },
      ]}
      chosen={[by]}
      fault={
        tried &&
        isMissing && (
          <p className="field__fault" role="alert">
            {note}
          </p>
        )
      }
      note={
        note !== null &&
        !(tried && isMissing) && (
          <p className="issue-report__where" role="status" data-testid="report-where">
            {note}
          </p>
        )
      }
      testId="report-place"
      onChoose={(next) => onBy(next as PlaceBy)}
    />
  );
}
