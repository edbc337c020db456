import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Lang } from '../state/url.ts';
import type { administrationEn } from './administration.en.ts';
import type { en } from './en.ts';
import type { issuesEn } from './issues.en.ts';
import type { servicesEn } from './services.en.ts';
import type { supervisionEn } from './supervision.en.ts';
import type { wallEn } from './wall.en.ts';
import { zhCN } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    // Words of issues, services, supervised items and displays come with their own files, as soon as one looks at them.
    resources: {
      translation: typeof en & {
        issues: typeof issuesEn;
        services: typeof servicesEn;
        supervision: typeof supervisionEn;
        administration: typeof administrationEn;
        wall: typeof wallEn;
      };
    };
    returnNull: false;
  }
}

let english: Promise<void> | null = null;

/** Has the words fetched that the app does not come with. */
function fetchEnglish(): Promise<void> {
  english ??= import('./en.ts').then(({ en }) => {
    // Parts that came before them stay.
    i18next.addResourceBundle('en', 'translation', en, true, false);
  });
  return english;
}

/** Starts the texts in a language. Chinese travels with the app, English is fetched by those who read it. */
export async function startI18n(lang: Lang): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { 'zh-CN': { translation: zhCN } },
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
  await setLang(lang);
}

/** The language that was asked for last. */
let asked: Lang = 'zh-CN';

/** Changes the language of every text on the page, once its words are there; where they do not come it stays. */
export async function setLang(lang: Lang): Promise<void> {
  asked = lang;
  try {
    if (lang === 'en') await fetchEnglish();
    if (asked === lang && i18next.language !== lang) await i18next.changeLanguage(lang);
  } catch {
    // The server is away: asked for again the next time.
    english = null;
  }
  document.documentElement.lang = i18next.language;
}
