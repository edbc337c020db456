const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/**
 * A name as it may be seen without the permission for personal data: the first character and two stars
 * (张**). A firm or project is masked in the same way, since it may be named after a person.
 */
export function maskName(name: string): string {
  for (const { segment } of graphemes.segment(name)) return `${segment}**`;
  return '**';
}
