import type { Random } from '#geodata/divide/random.ts';

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'.split('');
const GIVEN = '伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英玉兰凤云海波建国志华红梅春生'.split('');

/** A made-up name. */
export function personName(random: Random): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  return pick(SURNAMES) + pick(GIVEN) + (random() < 0.6 ? pick(GIVEN) : '');
}
