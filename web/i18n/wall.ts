import i18next from 'i18next';
import { wallEn } from './wall.en.ts';
import { wallZhCN } from './wall.zh-CN.ts';

// Only displays, and who sets them up, load their words.
i18next.addResourceBundle('en', 'translation', { wall: wallEn }, true);
i18next.addResourceBundle('zh-CN', 'translation', { wall: wallZhCN }, true);
