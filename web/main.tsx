// First: it asks for the answers that the rest begins with.
import './early.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './tokens.css';
import './base.css';
import { App } from './App.tsx';
import { startI18n } from './i18n/index.ts';
import { createQueryClient } from './queries/index.ts';
import { takeUp } from './queries/takeUp.ts';
import { firstPaint } from './state/afterPaint.ts';
import { areasDrawn } from './state/firstPicture.ts';
import { wearKeptFont, wearOwnFont } from './state/ownFont.ts';
import { hasMap, screenOf } from './state/paths.ts';
import { parseUrl } from './state/url.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const url = parseUrl(location.search);
const client = createQueryClient();
const isMapped = hasMap(screenOf(location.pathname));
// Before the wait: the list of its pieces comes meanwhile.
const dressed = wearKeptFont();
await Promise.all([startI18n(url.lang), isMapped && takeUp(client, url)]);
createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
if (!dressed) void firstPaint.then(() => wearOwnFont(isMapped ? areasDrawn.come : () => Promise.resolve()));
