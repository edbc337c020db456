/** The page's own font, which comes in a hundred pieces by the characters they hold. */
export const FAMILY = 'Noto Sans SC Variable';

/** Which piece holds which characters: a long list, which nothing on the screen waits for. */
const fetchFaces = () => import('@fontsource-variable/noto-sans-sc/wght.css');

/** Has the pieces fetched that a text needs. */
export async function loadFont(style: string, text: string): Promise<void> {
  await fetchFaces();
  await document.fonts.load(`${style} "${FAMILY}"`, text);
}

const wear = (): void => {
  document.documentElement.dataset.font = 'own';
};

/**
 * Dresses the page in its own font. Where nothing is kept yet the device's stands in for it, and gives way in one
 * go: were the family named from the start, each piece that comes would have the whole page laid out anew, while
 * there is other work to do.
 *
 * @param after what is to be on the screen before
 */
export async function wearOwnFont(after: () => Promise<void>): Promise<void> {
  try {
    await loadFont('16px', document.body.textContent);
    await after();
    // Meanwhile more has been written.
    await loadFont('16px', document.body.textContent);
  } catch {
    // A piece that did not come is asked for again by whatever needs it.
  }
  wear();
}

/** Whether the font is at hand, kept by the worker: then the page wears it from the start. */
export function wearKeptFont(): boolean {
  if (!navigator.serviceWorker?.controller) return false;
  fetchFaces().catch(() => undefined);
  wear();
  return true;
}
