/** What a key asks of the rotation. */
export type Command = 'next' | 'back' | 'pause' | 'first';

/** Keys of keyboards and of remotes, by what they are called. */
const COMMANDS: Readonly<Record<string, Command>> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  ChannelUp: 'next',
  MediaTrackNext: 'next',
  MediaFastForward: 'next',
  ArrowLeft: 'back',
  ArrowUp: 'back',
  PageUp: 'back',
  ChannelDown: 'back',
  MediaTrackPrevious: 'back',
  MediaRewind: 'back',
  ' ': 'pause',
  MediaPlayPause: 'pause',
  MediaPlay: 'pause',
  MediaPause: 'pause',
  Pause: 'pause',
  Home: 'first',
  MediaStop: 'first',
};

/** What a key press asks for; null when it is the browser's or nobody's. */
export function commandOf({
  key,
  ctrlKey,
  altKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): Command | null {
  return ctrlKey || altKey || metaKey || !Object.hasOwn(COMMANDS, key) ? null : (COMMANDS[key] ?? null);
}
