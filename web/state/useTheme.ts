import { useLayoutEffect } from 'react';
import type { Theme } from './url.ts';
import { useMedia } from './useMedia.ts';
import { useUrl } from './useUrl.ts';

/** The theme in force (the address, else the system), written to the document, and its toggle. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const [url, navigate] = useUrl();
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const system: Theme = systemDark ? 'dark' : 'light';
  const theme = url.theme ?? system;
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = () => {
    const next: Theme = theme === 'dark' ? 'light' : 'dark';
    navigate({ theme: next === system ? null : next });
  };
  return { theme, toggle };
}
