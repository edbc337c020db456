const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/**
 * A name as it may be seen without the permission for personal data: the first character and two stars
 * (张**). A firm or project is masked in the same way, since it may be named after a person.
 */
export function maskName(name: string): string {
  for (const { segment } of graphemes.segment(name)) return `${segment}**`;
  return '**';
}

/** Digits of a phone that may be seen at its start and its end, and those that never are. */
const PHONE = { start: 3, end: 4, hidden: 4 };

/**
 * A phone as it may be seen without the permission: the first three and the last four digits
 * (138****5678), whatever signs stand between them. A shorter one shows its last four, or nothing, so that
 * four digits at least stay hidden.
 */
export function maskPhone(phone: string): string {
  const digits = phone
    .normalize('NFKC')
    .replace(/\D/g, '')
    // the country's own code says nothing and would take the place of what tells numbers apart
    .replace(/^(00)?86(?=1\d{10}$)/, '');
  const { start, end, hidden } = PHONE;
  if (digits.length >= start + hidden + end) return `${digits.slice(0, start)}****${digits.slice(-end)}`;
  return digits.length >= hidden + end ? `****${digits.slice(-end)}` : '****';
}
