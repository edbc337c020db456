import { Megaphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GapItem } from '#api/contract/gaps.ts';
import { SuperviseForm } from '../../../components/SuperviseForm.tsx';
import '../../../i18n/supervision.ts';

interface SuperviseGapsProps {
  items: readonly GapItem[];
  duty: string;
  /** Written period of the list. */
  period: string;
  /** How many of what, in words. */
  subjects: string;
  today: string;
}

/** The button that has gaps answered for, and its form. */
export function SuperviseGaps({ items, duty, period, subjects, today }: SuperviseGapsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" data-testid="supervise-open" onClick={() => setOpen(true)}>
        <Megaphone size={18} aria-hidden="true" />
        {t('supervision.form.open', { subjects })}
      </button>
      {open && (
        <SuperviseForm
          items={items.map(({ subject, officer, event }) => ({
            object: { kind: 'gap', duty, period, subject, event: event?.id ?? null },
            officer,
          }))}
          subjects={subjects}
          today={today}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
