import { useSyncExternalStore } from 'react';

export type Appearance = 'system' | 'dark' | 'light';

const key = 'appearance';
const listeners = new Set<() => void>();
const ground = { dark: '#111210', light: '#f3f4f0' } as const;

/** The side the page stands on now; public/appearance.js set it before the first paint. */
function current(): Appearance {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'dark' || chosen === 'light' ? chosen : 'system';
}

export function chooseAppearance(appearance: Appearance): void {
  if (appearance === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = appearance;
  remember(appearance);
  colourTheBrowser();
  for (const listener of listeners) listener();
}

/** The browser's own bars take the colour of the ground. */
export function colourTheBrowser(): void {
  const appearance = current();
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    const ofSystem = meta.getAttribute('media')?.includes('light') ? 'light' : 'dark';
    meta.setAttribute('content', ground[appearance === 'system' ? ofSystem : appearance]);
  }
}

function remember(appearance: Appearance): void {
  try {
    if (appearance === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, appearance);
  } catch {
    // Storage is closed to this page: the choice holds until it is left.
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, current);
