import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/noto-sans-sc/wght.css';
import './tokens.css';
import './base.css';
import { App } from './App.tsx';
import { startI18n } from './i18n/index.ts';
import { screenOf } from './state/screens.ts';
import { parseUrl } from './state/url.ts';

// The map's library is on its way while the first answers are.
if (['leader', 'wall'].includes(screenOf(location.pathname)))
  void import('./map/controller.ts').catch(() => undefined);

await startI18n(parseUrl(location.search).lang);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
