import i18next from 'i18next';
import { supervisionEn } from './supervision.en.ts';
import { supervisionZhCN } from './supervision.zh-CN.ts';

// Who never looks at supervised items does not load their words: they come with the part of the screen that says them.
i18next.addResourceBundle('en', 'translation', { supervision: supervisionEn }, true);
i18next.addResourceBundle('zh-CN', 'translation', { supervision: supervisionZhCN }, true);
