import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupervisionEventInput, SupervisionItem } from '#api/contract/supervision.ts';
import { ConfirmButton } from '../../../components/ConfirmButton.tsx';
import { wordsOf } from '../../../components/faults.ts';
import { Words } from '../../../components/SuperviseForm.tsx';
import { supervision } from '../../../queries/supervision.ts';
import { useMay } from '../../../queries/who.ts';
import { newId } from '../../../state/newId.ts';

/** What whoever looks may do with an item now. */
export function SuperviseActions({ item }: { item: SupervisionItem }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [mayAnswer, mayJudge] = [useMay('handle'), useMay('supervise')];
  const [writing, setWriting] = useState<'answered' | 'sentBack' | null>(null);
  const [note, setNote] = useState('');
  const run = useMutation({
    mutationFn: (event: SupervisionEventInput) => supervision.happen(item.id, event),
    onSuccess: () => {
      setWriting(null);
      setNote('');
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['supervision'] }),
  });
  const allows = (type: SupervisionEventInput['type']) => item.allowed.includes(type);
  if (writing)
    return (
      <form
        className="supervise__write"
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate({ type: writing, id: newId(), note: note.trim() });
        }}
      >
        <Words
          label={t(`supervision.words.${writing}`)}
          value={note}
          testId="supervision-note"
          onValue={setNote}
        />
        <Fault error={run.error} />
        <div className="supervise__actions">
          <button type="button" className="button" onClick={() => setWriting(null)}>
            {t('supervision.cancel')}
          </button>
          <button
            type="submit"
            className="button button--ink"
            disabled={note.trim() === '' || run.isPending}
            data-testid="supervision-send"
          >
            {t('supervision.send')}
          </button>
        </div>
      </form>
    );
  return (
    <>
      <Fault error={run.error} />
      {mayJudge && allows('accepted') && item.answeredByMe && (
        <p className="supervise__note">{t('supervision.own')}</p>
      )}
      <div className="supervise__actions">
        {mayJudge && allows('withdrawn') && (
          <ConfirmButton
            testId="supervision-withdraw"
            busy={run.isPending}
            onConfirm={() => run.mutate({ type: 'withdrawn', id: newId(), note: null })}
          >
            {t('supervision.do.withdrawn')}
          </ConfirmButton>
        )}
        {mayJudge && allows('sentBack') && (
          <button
            type="button"
            className="button"
            data-testid="supervision-send-back"
            onClick={() => setWriting('sentBack')}
          >
            {t('supervision.do.sentBack')}
          </button>
        )}
        {mayAnswer && allows('answered') && (
          <button
            type="button"
            className="button"
            data-testid="supervision-answer"
            onClick={() => setWriting('answered')}
          >
            {t('supervision.do.answered')}
          </button>
        )}
        {mayJudge && allows('accepted') && !item.answeredByMe && (
          <button
            type="button"
            className="button button--ink"
            disabled={run.isPending}
            data-testid="supervision-accept"
            onClick={() => run.mutate({ type: 'accepted', id: newId(), note: null })}
          >
            {t('supervision.do.accepted')}
          </button>
        )}
      </div>
    </>
  );
}

function Fault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === null) return null;
  return (
    <p className="supervise__fault" role="alert">
      {wordsOf(error, t)}
    </p>
  );
}
