import { useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitInput } from '#api/contract/records.ts';
import { isAway } from '../../api.ts';
import { categoryName } from '../../components/CategoryChoice.tsx';
import { EmptyState, ErrorState } from '../../components/States.tsx';
import { categoriesQuery } from '../../queries/issues.ts';
import { useMay } from '../../queries/who.ts';
import { newId } from '../../state/newId.ts';
import { openOutbox } from '../../state/outbox.ts';
import type { OutboxEntry } from '../../state/outboxStore.ts';
import { usePlace } from '../../state/place.ts';
import { useMedia } from '../../state/useMedia.ts';
import { useUrl } from '../../state/useUrl.ts';
import { AskOfficer } from './AskOfficer.tsx';
import { draftOf, emptyDraft } from './draft.ts';
import { ListHead } from './ListHead.tsx';
import { byWorst, type MySubject, reachedToday, sortNear } from './myList.ts';
import { OutboxBar } from './Outbox.tsx';
import { SnapButton } from './SnapButton.tsx';
import { SnapSheet } from './SnapSheet.tsx';
import { SubjectHead } from './SubjectHead.tsx';
import { EMPTY_SNAP, issueOf, type SnapDraft, type Snapped } from './snap.ts';
import { ToastLine } from './ToastLine.tsx';
import { useCalls } from './useCalls.ts';
import { useMyList } from './useMyList.ts';
import { useSnapAreas } from './useSnapAreas.ts';
import { VisitBar } from './VisitBar.tsx';
import { VisitForm } from './VisitForm.tsx';
import { VisitList } from './VisitList.tsx';
import { placeOf } from './VisitRow.tsx';

/** What the form is open for: a row of the list, or a refused record to mend. */
interface Picked {
  /** Id of the record to be. */
  id: string;
  row: MySubject | null;
  entry: Extract<OutboxEntry, { kind: 'visit' }> | null;
}

/** An issue that is being written down, or a refused one to mend. */
interface Snapping {
  id: string;
  initial: SnapDraft;
  mends: string | null;
}

/**
 * The list of one officer, the form, and what waits to be sent.
 *
 * @param own officer whom the account is bound to; null for one that may take any
 */
export function MyVisits({ officer, own }: { officer: string; own: string | null }) {
  const { t } = useTranslation();
  const [{ lang, order }, navigate] = useUrl();
  const list = useMyList(officer, lang);
  const calls = useCalls(list.today, list.refresh);
  const place = usePlace();
  const wide = useMedia('(min-width: 1000px)');
  // A phone's bar has no room for it; there it lies at the thumb.
  const small = useMedia('(max-width: 620px)');
  const [picked, setPicked] = useState<Picked | null>(null);
  const [snapping, setSnapping] = useState<Snapping | null>(null);
  const mayReport = useMay('record');
  const areas = useSnapAreas(list, lang);
  // At hand when the network is not.
  const categories = useQuery({ ...categoriesQuery(), enabled: mayReport });

  const entry = list.officer.data?.entries.at(-1) ?? null;
  const name = entry?.name ?? officer;
  useEffect(() => {
    document.title = t('visit.documentTitle', { name: officer });
  }, [officer, t]);

  // A shared link may ask for the nearest first; the browser then asks whether it may tell the place.
  const { locate } = place;
  useEffect(() => {
    if (order === 'near') void locate();
  }, [order, locate]);

  const away =
    list.kept ||
    calls.away ||
    [list.session.failureReason, list.officer.failureReason, list.lists.error].some(isAway);
  const unknown = (list.officer.error as { status?: number } | null)?.status === 404;
  if (unknown)
    return (
      <div className="visit">
        <VisitBar away={away} now={list.session.data?.now ?? null} />
        <main className="visit__ask">
          {officer === own ? (
            <EmptyState title={t('access.menu.beyond')} hint={t('access.menu.beyondHint')} />
          ) : (
            <AskOfficer unknown={officer} onId={(id) => navigate({ caller: id }, 'push')} />
          )}
        </main>
      </div>
    );

  const done = (row: MySubject) => reachedToday(row, list.today) || calls.met.has(row.subject);
  const open = list.rows.filter((row) => !done(row) || calls.leaving.has(row.subject));
  const from = order === 'near' ? place.fix.at : null;
  const sorted = from ? sortNear(open, from) : open.toSorted(byWorst);
  // Whoever was tried today in vain is tried again after the others.
  const rows = [0, 1].flatMap((turn) =>
    sorted.filter(({ subject }) => Number(calls.tried.has(subject)) === turn),
  );
  const metToday = new Set([...list.metToday, ...calls.met]).size;

  const close = () => setPicked(null);
  const pick = (row: MySubject) => setPicked({ id: newId(), row, entry: null });
  const form = picked && (
    <PickedForm
      key={picked.id}
      picked={picked}
      officer={officer}
      list={list}
      lang={lang}
      place={place}
      mayReport={mayReport}
      onClose={close}
      onSave={async (visit, found) => {
        const where = picked.row ? placeOf(picked.row) : (picked.entry?.place ?? '');
        const row = picked.row ?? list.rows.find(({ subject }) => subject === visit.subject) ?? null;
        await calls.save(visit, where, row, picked.entry?.id ?? null, found && snappedOn(visit, found, row));
        close();
      }}
    />
  );
  /** What was found on a visit is where the visit was. */
  const snappedOn = (visit: VisitInput, found: SnapDraft, row: MySubject | null): Snapped => {
    const where = { area: row?.area.code ?? areas[0]?.code ?? null, position: visit.position };
    const named = categoryName(categories.data, found.category ?? '', lang);
    const about = { visit: visit.id, subject: visit.subject, programme: visit.programme };
    const clock = { now: Date.parse(visit.at), zone: list.timezone, named };
    const issue = issueOf(found, { id: newId(), officer }, where, clock, about);
    return { issue, photos: found.photos, place: row ? placeOf(row) : '' };
  };
  const mend = async (entry: OutboxEntry) => {
    if (entry.kind === 'visit') return setPicked({ id: newId(), row: null, entry });
    const { category, title } = entry.issue;
    const photos = await openOutbox().photos(entry.id);
    setSnapping({ id: entry.id, initial: { category, title, photos }, mends: entry.id });
  };
  const snap = mayReport && (
    <SnapButton
      onPhoto={(photos) => setSnapping({ id: newId(), initial: { ...EMPTY_SNAP, photos }, mends: null })}
    />
  );
  const nobody = list.officer.data && !list.assigned;
  const empty = !list.pending && rows.length === 0;
  return (
    <div className="visit" data-wide={wide}>
      <VisitBar away={away} now={list.session.data?.now ?? null}>
        {!small && snap}
      </VisitBar>
      <div className="visit__body">
        <main className="visit__main">
          <ListHead
            name={name}
            entry={entry}
            officer={officer}
            own={own}
            list={list}
            todo={open.length - calls.leaving.size}
            done={metToday}
            order={order}
            fix={place.fix}
            onOrder={(next) => navigate({ order: next })}
          />
          {list.failed && isAway(list.failed.error) ? (
            <EmptyState title={t('state.unreachable')} hint={t('visit.list.kept')} />
          ) : list.failed ? (
            <ErrorState error={list.failed.error} onRetry={() => void list.failed?.refetch()} />
          ) : nobody ? (
            <EmptyState title={t('visit.list.nothing')} hint={t('visit.list.nothingHint')} />
          ) : empty && list.lists.failed > 0 ? (
            isAway(list.lists.error) ? (
              <EmptyState title={t('state.unreachable')} hint={t('visit.list.kept')} />
            ) : (
              <ErrorState error={list.lists.error} onRetry={list.refresh} />
            )
          ) : empty ? (
            <EmptyState title={t('visit.list.empty')} hint={t('visit.list.emptyHint')} />
          ) : (
            <VisitList
              rows={rows}
              pending={list.pending}
              failed={list.lists.failed}
              today={list.today}
              from={from}
              tried={calls.tried}
              leaving={calls.leaving}
              selected={picked?.row?.subject ?? null}
              onPick={pick}
            />
          )}
        </main>
        {wide && (
          <aside className="visit__aside">
            {form ?? <p className="visit__pick">{t('visit.form.pick')}</p>}
          </aside>
        )}
      </div>
      <div className="visit__foot">
        {small && snap}
        <ToastLine toast={calls.toast} onUndo={() => void calls.undo()} />
        <OutboxBar
          zone={list.timezone}
          nameOf={(subject) => list.rows.find((row) => row.subject === subject)?.name ?? null}
          onChange={(each) => void mend(each)}
        />
      </div>
      {snapping && (
        <SnapSheet
          key={snapping.id}
          id={snapping.id}
          officer={officer}
          initial={snapping.initial}
          areas={areas}
          zone={list.timezone}
          lang={lang}
          place={place}
          onClose={() => setSnapping(null)}
          onSave={async (snapped) => {
            await calls.report(snapped, snapping.mends);
            setSnapping(null);
          }}
        />
      )}
      {!wide && (
        <Dialog.Root open={form !== null} onOpenChange={(on) => !on && close()}>
          <Dialog.Portal>
            <Dialog.Overlay className="sheet-shade" />
            <Dialog.Content
              className="sheet"
              aria-describedby={undefined}
              // the first field would bring up the keyboard
              onOpenAutoFocus={(event) => {
                event.preventDefault();
                (event.currentTarget as HTMLElement | null)?.focus();
              }}
            >
              <Dialog.Title className="visually-hidden">{t('visit.form.label')}</Dialog.Title>
              {form}
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
      )}
    </div>
  );
}

/** The form with who it is about above it. */
function PickedForm({
  picked,
  officer,
  list,
  lang,
  place,
  mayReport,
  onClose,
  onSave,
}: {
  picked: Picked;
  officer: string;
  list: ReturnType<typeof useMyList>;
  lang: string;
  place: ReturnType<typeof usePlace>;
  mayReport: boolean;
  onClose: () => void;
  onSave: Parameters<typeof VisitForm>[0]['onSave'];
}) {
  const { t } = useTranslation();
  const { row, entry } = picked;
  const client = useQueryClient();
  // The form may be another than the one that the refused record answered.
  useEffect(() => {
    if (entry) void client.invalidateQueries({ queryKey: ['programme'] });
  }, [entry, client]);
  const about = row ?? list.rows.find(({ subject }) => subject === entry?.visit.subject) ?? null;
  const wanted = about ? [...about.gaps, ...about.quotas] : [];
  const ids = [...new Set(wanted.map(({ programme }) => programme))];
  if (entry?.visit.programme && !ids.includes(entry.visit.programme)) ids.unshift(entry.visit.programme);
  const programmes = ids.flatMap((id) => list.details.find((each) => each.id === id) ?? []);
  // A record that clashes with another needs an id of its own; any other is sent again as what it is.
  const clash = entry?.faults.some(({ code }) => code === 'conflict') ?? false;
  return (
    <>
      <div className="sheet__head">
        {about ? (
          <SubjectHead row={about} />
        ) : (
          <div>
            <h2>{entry?.visit.subject}</h2>
            <p>{entry?.place}</p>
          </div>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t('visit.form.close')}
          data-testid="form-close"
          onClick={onClose}
        >
          <X size={20} />
        </button>
      </div>
      <VisitForm
        id={entry && !clash ? entry.id : picked.id}
        subject={entry?.visit.subject ?? row?.subject ?? ''}
        officer={officer}
        initial={entry ? draftOf(entry.visit, list.timezone) : emptyDraft(ids[0] ?? null)}
        programmes={programmes}
        notCounted={(mode) =>
          wanted
            .filter(({ duty }) => {
              const modes = list.rules.get(duty.id)?.modes ?? [];
              return modes.length > 0 && !modes.includes(mode);
            })
            .map(({ duty }) => duty.name)
        }
        zone={list.timezone}
        lang={lang}
        place={place}
        mayReport={mayReport}
        onSave={onSave}
      />
    </>
  );
}
