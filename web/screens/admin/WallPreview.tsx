import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallConfig } from '#api/contract/wall.ts';
import { PREVIEW_READY, type PreviewMessage } from '../../state/preview.ts';

/** Pixels of the display that is shown small. */
const WIDTH = 1920;
const HEIGHT = 1080;

/** A display as it would be with these scenes: the wall itself, alive, at a fraction of its size. */
export function WallPreview({ config, top }: { config: WallConfig | null; top: string | null }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [scale, setScale] = useState(0.25);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setScale(element.clientWidth / WIDTH));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const message: PreviewMessage = { guatuWall: config, top };
    const tell = () => frame.current?.contentWindow?.postMessage(message, location.origin);
    const onMessage = ({ origin, source, data }: MessageEvent<unknown>) => {
      if (origin === location.origin && source === frame.current?.contentWindow && data === PREVIEW_READY)
        tell();
    };
    addEventListener('message', onMessage);
    tell();
    return () => removeEventListener('message', onMessage);
  }, [config, top]);
  return (
    <figure className="wall-preview">
      <div ref={box} style={{ height: HEIGHT * scale }}>
        <iframe
          ref={frame}
          title={t('wall.config.preview')}
          src="/wall?preview=1"
          width={WIDTH}
          height={HEIGHT}
          style={{ transform: `scale(${scale})` }}
          data-testid="wall-preview"
        />
      </div>
      <figcaption>{t('wall.config.previewHint')}</figcaption>
    </figure>
  );
}
