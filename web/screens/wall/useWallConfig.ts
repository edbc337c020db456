import { useEffect, useState } from 'react';
import type { WallConfig } from '#api/contract/wall.ts';
import { isPreview } from '../../state/displayToken.ts';
import { useKnown } from '../../state/known.ts';
import { PREVIEW_READY, type PreviewMessage, previewMessage } from '../../state/preview.ts';

/** What is shown, and the area that stands for the whole: as the display is set, or as it is being set up. */
export function useWallConfig(): { config: WallConfig | null; top: string | null } {
  const { session } = useKnown();
  const [told, setTold] = useState<PreviewMessage | null>(null);
  useEffect(() => {
    if (!isPreview) return;
    const onMessage = ({ origin, source, data }: MessageEvent<unknown>) => {
      if (origin !== location.origin || source !== window.parent) return;
      const parsed = previewMessage.safeParse(data);
      if (parsed.success) setTold(parsed.data);
    };
    addEventListener('message', onMessage);
    window.parent.postMessage(PREVIEW_READY, location.origin);
    return () => removeEventListener('message', onMessage);
  }, []);
  const top = told?.top ?? session?.scope[0]?.code ?? null;
  return { config: isPreview ? (told?.guatuWall ?? null) : (session?.wall ?? null), top };
}
