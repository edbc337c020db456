import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssueDetail, IssueEventInput } from '#api/contract/issues.ts';
import { type IssueState, isOpen } from '#geodata/issue/states.ts';
import { permissionOfEvent } from '#geodata/presets/issueDuties.ts';
import { issues } from '../../../apiIssues.ts';
import { SuperviseForm } from '../../../components/SuperviseForm.tsx';
import { askIssuesAnew } from '../../../queries/issues.ts';
import { useWho } from '../../../queries/who.ts';
import { newId } from '../../../state/newId.ts';
import { ShareButton } from '../PanelActions.tsx';
import { type ActType, type EventDraft, emptyEvent, eventFaults, eventOf } from './eventDraft.ts';
import './IssueActions.css';
import { EventFields } from './IssueForms.tsx';
import { isPast, wordsOfRefusal } from './wordsOfRefusal.ts';

/** What usually comes next in a state; all else that is allowed stands in the menu. */
const USUAL: Readonly<Record<IssueState, readonly ActType[]>> = {
  reported: ['accepted', 'refused'],
  accepted: ['dispatched', 'resolved'],
  dispatched: ['handling', 'resolved'],
  handling: ['resolved', 'dispatched'],
  suspended: ['resumed'],
  escalated: ['accepted', 'dispatched'],
  resolved: ['verified', 'rated'],
  verified: ['closed', 'rated'],
  closed: ['rated', 'reopened'],
  refused: ['reopened'],
  merged: ['reopened'],
};

/** What may be done with an issue now by whoever looks at it: buttons, and the form of the one that is chosen. */
export function IssueActions({ issue, lang, today }: { issue: IssueDetail; lang: string; today: string }) {
  const { t } = useTranslation();
  const permissions = useWho()?.permissions ?? [];
  const [chosen, setChosen] = useState<ActType | null>(null);
  const [supervising, setSupervising] = useState(false);
  const maySupervise = permissions.includes('supervise') && isOpen(issue.state);
  const allowed = issue.allowed.filter(
    (type): type is ActType => type !== 'reported' && permissions.includes(permissionOfEvent(type)),
  );
  // Somebody else may do it meanwhile: the form stays, and what is sent with it is told why it is not taken.
  if (chosen !== null)
    return <EventForm key={chosen} type={chosen} issue={issue} lang={lang} onClose={() => setChosen(null)} />;
  const usual = USUAL[issue.state].filter((type) => allowed.includes(type)).slice(0, 2);
  const others = allowed.filter((type) => !usual.includes(type));
  return (
    <div className="panel__actions issue-actions" data-testid="issue-actions">
      {usual.map((type, i) => (
        <button
          key={type}
          type="button"
          className={i === 0 ? 'button button--ink' : 'button'}
          data-testid={`act-${type}`}
          onClick={() => setChosen(type)}
        >
          {t(`issues.act.${type}`)}
        </button>
      ))}
      <ShareButton />
      {supervising && (
        <SuperviseForm
          items={[{ object: { kind: 'issue', issue: issue.id }, officer: null }]}
          subjects={issue.category.name}
          today={today}
          onClose={() => setSupervising(false)}
        />
      )}
      {(others.length > 0 || maySupervise) && (
        <DropdownMenu.Root>
          <DropdownMenu.Trigger
            className="button issue-actions__more"
            aria-label={t('issues.detail.more')}
            data-testid="act-more"
          >
            <Ellipsis size={20} aria-hidden="true" />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className="menu" align="end" side="top" sideOffset={8}>
              {maySupervise && (
                <DropdownMenu.Item
                  className="menu__item"
                  data-testid="supervise-open"
                  onSelect={() => setSupervising(true)}
                >
                  {t('supervision.form.open', { subjects: '' })}
                </DropdownMenu.Item>
              )}
              {others.map((type) => (
                <DropdownMenu.Item
                  key={type}
                  className="menu__item"
                  data-testid={`act-${type}`}
                  onSelect={() => setChosen(type)}
                >
                  {t(`issues.act.${type}`)}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
    </div>
  );
}

/** The form of one event. It stands for one event however often it is sent. */
function EventForm({
  type,
  issue,
  lang,
  onClose,
}: {
  type: ActType;
  issue: IssueDetail;
  lang: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [id] = useState(newId);
  const [draft, setDraft] = useState(() => emptyEvent(issue));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('h2')?.focus(), []);
  const tell = useMutation({
    networkMode: 'always',
    mutationFn: (event: IssueEventInput) => issues.happen(issue.id, event),
    // What may be done next is known before the form goes.
    onSuccess: async () => {
      void askIssuesAnew(client);
      await client.refetchQueries({ queryKey: ['issue', issue.id] });
      onClose();
    },
    // A refusal may mean that somebody else was quicker.
    onError: () => void askIssuesAnew(client),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tell.isPending) return;
    setTried(true);
    if (eventFaults(type, draft, issue).size === 0) tell.mutate(eventOf(type, draft, issue, id));
  };
  return (
    <form
      ref={form}
      className="event-form"
      noValidate
      data-testid="event-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        // A search that is left first.
        if ((event.target as Element).closest('[data-escape="own"]')) return;
        onClose();
      }}
    >
      <div className="event-form__head">
        <h2 tabIndex={-1}>{t(`issues.act.${type}`)}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t('issues.form.cancel')}
          data-testid="event-cancel"
          onClick={onClose}
        >
          <X size={20} />
        </button>
      </div>
      <div className="event-form__fields">
        <EventFields
          type={type}
          issue={issue}
          draft={draft}
          faults={tried ? eventFaults(type, draft, issue) : new Set()}
          lang={lang}
          onChange={(part: Partial<EventDraft>) => setDraft((before) => ({ ...before, ...part }))}
        />
      </div>
      <div className="event-form__foot">
        {tell.isError && (
          <p className="event-form__refused" role="alert" data-testid="event-refused">
            <b>{t('issues.form.refused')}</b> {wordsOfRefusal(tell.error, t)}
            {isPast(tell.error) && (
              <>
                {' '}
                {t('issues.form.allowed', {
                  acts: issue.allowed
                    .map((each) => t(`issues.event.${each}`))
                    .join(lang === 'en' ? ', ' : '、'),
                })}
              </>
            )}
          </p>
        )}
        <button
          type="submit"
          className="button button--ink"
          disabled={tell.isPending}
          aria-busy={tell.isPending}
          data-testid="event-send"
        >
          {t(`issues.act.${type}`)}
        </button>
      </div>
    </form>
  );
}
