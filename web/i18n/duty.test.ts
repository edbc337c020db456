import { createInstance, type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { countedText, eventWord, gapWord, rhythmText, roleWord } from './duty.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const base = { period: 'month', max: null, days: null, calendar: 'civil' } as const;
const staffing = { ...base, kind: 'staffing', n: 5, max: 10, subjectType: 'area' } as const;
const visits = { ...base, kind: 'coverSubjects', n: 2, subjectType: 'household' } as const;
const quota = { ...base, kind: 'officerQuota', n: 20, subjectType: 'officer' } as const;
const event = { ...base, kind: 'afterEvent', n: 1, days: 14, subjectType: 'firm' } as const;

let zh: TFunction;
let english: TFunction;

beforeAll(async () => {
  const i18n = createInstance();
  await i18n.init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    lng: 'zh-CN',
    interpolation: { escapeValue: false },
  });
  zh = i18n.getFixedT('zh-CN');
  english = i18n.getFixedT('en');
});

describe('the words of a duty', () => {
  it('say how often, or how many officers', () => {
    expect(rhythmText(visits, zh)).toBe('每月 2 次');
    expect(rhythmText(staffing, zh)).toBe('每格 5–10 人');
    expect(rhythmText({ ...staffing, max: 5 }, zh)).toBe('每格 5 人');
    expect(rhythmText({ ...staffing, max: null }, english)).toBe('5 per grid');
    expect(rhythmText(quota, zh)).toBe('每人每月走访 20 户');
    expect(rhythmText(quota, english)).toBe('20 a month per officer');
    expect(rhythmText(event, zh)).toBe('14 天内');
    expect(rhythmText({ ...event, calendar: 'working' }, zh)).toBe('14 个工作日内');
  });
  it('count events, not the subjects they befell', () => {
    expect(countedText(1200, visits, zh)).toBe('1,200 户');
    expect(countedText(3, quota, zh)).toBe('3 名干部');
    expect(countedText(5, event, zh)).toBe('5 件');
  });
  it('name a gap by what is missing', () => {
    expect(gapWord('never', visits, zh)).toBe('从未走访');
    expect(gapWord('never', staffing, zh)).toBe('从未配员');
    expect(gapWord('stale', staffing, zh)).toBe('曾有现无');
    expect(gapWord('belowQuota', staffing, zh)).toBe('人数不足');
    expect(gapWord('belowQuota', quota, zh)).toBe('未达户数');
    expect(gapWord('never', event, zh)).toBe('待走访');
    expect(gapWord('overdue', event, english)).toBe('Overdue');
  });
  it('leave a kind of event of the district’s own as it is', () => {
    expect(eventWord('assignment', zh)).toBe('结对');
    expect(eventWord('settled', zh)).toBe('办结回访');
    expect(eventWord('搬迁', zh)).toBe('搬迁');
  });
  it('leave a role of the district’s own as it is', () => {
    expect(roleWord('firstSecretary', zh)).toBe('第一书记');
    expect(roleWord('member', english)).toBe('member');
    expect(roleWord('楼长', zh)).toBe('楼长');
  });
});
