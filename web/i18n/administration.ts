import i18next from 'i18next';
import { administrationEn } from './administration.en.ts';
import { administrationZhCN } from './administration.zh-CN.ts';

// Who never manages anything does not load these words: they come with the pages that say them.
i18next.addResourceBundle('en', 'translation', { administration: administrationEn }, true);
i18next.addResourceBundle('zh-CN', 'translation', { administration: administrationZhCN }, true);
