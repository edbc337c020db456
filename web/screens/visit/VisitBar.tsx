import { Globe, Map as MapIcon, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/format.ts';
import { useTheme } from '../../state/useTheme.ts';
import { useUrl } from '../../state/useUrl.ts';

/** The head of the screen: what it is, whether the server is there (null: nobody asked), language and theme. */
export function VisitBar({ away, now }: { away: boolean | null; now: string | null }) {
  const { t } = useTranslation();
  const [{ lang }, navigate] = useUrl();
  const { theme, toggle } = useTheme();
  const themeWord = theme === 'dark' ? t('top.toLight') : t('top.toDark');
  return (
    <header className="visit-bar">
      <span className="visit-bar__mark">
        <MapIcon size={17} aria-hidden="true" />
      </span>
      <b className="visit-bar__name">{t('visit.title')}</b>
      <span
        className="visit-bar__state"
        role="status"
        data-connected={away !== true}
        data-testid="connection"
      >
        {away !== null && (
          <>
            <span className="connection-dot" aria-hidden="true" />
            <span>{away ? t('top.away') : t('top.connected')}</span>
            {away && now && <small>{t('top.dataOf', { time: formatMoment(now) })}</small>}
          </>
        )}
      </span>
      <button
        type="button"
        className="visit-bar__lang"
        data-testid="lang-toggle"
        aria-label={`${t('top.language')}: ${t('top.otherLanguage')}`}
        onClick={() => navigate({ lang: lang === 'en' ? 'zh-CN' : 'en' })}
      >
        <Globe size={18} aria-hidden="true" />
        <span lang={lang === 'en' ? 'zh-CN' : 'en'}>{t('top.otherLanguage')}</span>
      </button>
      <button
        type="button"
        className="icon-button"
        data-testid="theme-toggle"
        aria-label={themeWord}
        title={themeWord}
        onClick={toggle}
      >
        {theme === 'dark' ? <Sun size={19} /> : <Moon size={19} />}
      </button>
    </header>
  );
}
