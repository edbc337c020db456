import { RotateCw } from 'lucide-react';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import './lazyPart.css';

/** The file of a part did not come. */
class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

/** What stands where a part did not come, and has it asked for again. */
type Missing<P> = (props: P, again: () => void) => React.ReactNode;

interface Options<P> {
  /** What is seen while the file is on its way. */
  waiting?: React.ReactNode;
  missing?: Missing<P>;
}

/**
 * A part of the page whose file is fetched when it is first shown. Where it does not come, because the server is away
 * or has a newer version, that alone is told, with the way to ask again or to open the page anew: what stands around
 * it stays. What the part itself throws goes on as ever.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  { waiting = null, missing = (_, again) => <MissingPart again={again} /> }: Options<P> = {},
): (props: P) => React.ReactNode {
  const fetched = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (error) {
        throw new PartMissing('a part of the page did not come', { cause: error });
      }
    });
  // Beside the component: what came once is there for every place that shows it.
  const source: Source<P> = {
    part: fetched(),
    fetchAgain: () => {
      source.part = fetched();
      return source.part;
    },
  };
  return (props) => <Fetched source={source} shown={props} waiting={waiting} missing={missing} />;
}

interface Source<P> {
  part: ComponentType<P>;
  fetchAgain: () => ComponentType<P>;
}

interface FetchedProps<P> extends Required<Options<P>> {
  source: Source<P>;
  /** What the part is shown with. */
  shown: P;
}

function Fetched<P extends object>({ source, shown, waiting, missing }: FetchedProps<P>) {
  const [Part, setPart] = useState(() => source.part);
  return (
    <ErrorBoundary
      fallback={(reset, error) => {
        if (!(error instanceof PartMissing)) throw error;
        return missing(shown, () => {
          setPart(source.fetchAgain);
          reset();
        });
      }}
    >
      <Suspense fallback={waiting}>
        <Part {...shown} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** The same of what opens over the page, which has no place of its own to tell in. */
export function lazyDialog<P extends { open: boolean; onClose: () => void }>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => React.ReactNode {
  return lazyPart(load, {
    missing: ({ open, onClose }, again) =>
      open && (
        <div className="missing-dialog card">
          <MissingPart again={again} onClose={onClose} />
        </div>
      ),
  });
}

/** The same of a button among others. */
export function lazyButton<P extends object>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => React.ReactNode {
  return lazyPart(load, { missing: (_, again) => <MissingButton again={again} /> });
}

/** Tells that a part did not come, and how to go on. */
export function MissingPart({ again, onClose }: { again: () => void; onClose?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="state" role="alert" data-testid="part-missing">
      <p className="state__title">{t('state.partMissing')}</p>
      <p className="state__hint">{t('state.partMissingHint')}</p>
      <div className="missing-part__ways">
        <button type="button" className="button" data-testid="part-again" onClick={again}>
          <RotateCw size={17} aria-hidden="true" />
          {t('state.retry')}
        </button>
        <button type="button" className="button" onClick={() => location.reload()}>
          {t('state.reload')}
        </button>
        {onClose && (
          <button type="button" className="button" onClick={onClose}>
            {t('state.close')}
          </button>
        )}
      </div>
    </div>
  );
}

function MissingButton({ again }: { again: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="button"
      title={t('state.partMissing')}
      data-testid="part-again"
      onClick={again}
    >
      <RotateCw size={18} aria-hidden="true" />
      {t('state.retry')}
    </button>
  );
}
