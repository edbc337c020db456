import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dutiesOf, type Known } from '../../state/known.ts';
import { elapsed, type Turn } from './rotation.ts';
import { type Scene, secondsOf } from './scenes.ts';

/** All scenes as marks, the one in view filling up, what comes next, and when. */
export function SceneBar({ pages, turn, known }: { pages: readonly Scene[][]; turn: Turn; known: Known }) {
  const { t } = useTranslation();
  const page = pages[turn.at] ?? [];
  const next = pages[(turn.at + 1) % Math.max(1, pages.length)] ?? [];
  const seconds = secondsOf(page);
  const nameOf = ({ kind, duty }: Scene): string =>
    kind === 'duty'
      ? (dutiesOf(known).find(({ duty: { id } }) => id === duty)?.duty.name ?? '')
      : t(`wall.scene.${kind}`);
  const countdown = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const left = Math.max(0, Math.ceil(seconds - elapsed(turn, performance.now()) / 1000));
      if (countdown.current) countdown.current.textContent = t('wall.scene.seconds', { n: left });
    };
    write();
    const timer = setInterval(write, 500);
    return () => clearInterval(timer);
  }, [turn, seconds, t]);
  const paused = turn.pausedAt !== null;
  return (
    <section
      className="wall-scenes"
      aria-label={t('wall.scene.list')}
      data-testid="wall-scenes"
      data-page={turn.at}
    >
      <ol>
        {pages.map((each, i) => (
          <li
            key={each.map(({ key }) => key).join()}
            title={each.map(nameOf).join(' ')}
            aria-current={i === turn.at ? 'step' : undefined}
          >
            {i === turn.at && pages.length > 1 && (
              <i
                key={turn.since}
                style={{
                  animationDuration: `${seconds}s`,
                  animationDelay: `${-elapsed(turn, performance.now())}ms`,
                  animationPlayState: paused ? 'paused' : 'running',
                }}
              />
            )}
          </li>
        ))}
      </ol>
      <p>
        <b>{page.map(nameOf).join(' · ')}</b>
        {pages.length > 1 &&
          (paused ? (
            <span data-testid="wall-paused">{t('wall.scene.paused')}</span>
          ) : (
            <span ref={countdown} />
          ))}
      </p>
      {pages.length > 1 && (
        <p className="wall-scenes__next">{t('wall.scene.next', { name: next.map(nameOf).join(' · ') })}</p>
      )}
    </section>
  );
}
