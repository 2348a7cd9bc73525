import type { ManifestOptions } from 'vite-plugin-pwa';

const png = (name: string, size: number, purpose: 'any' | 'maskable') => ({
  src: `/${name}-${size}x${size}.png`,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

const shortcutIcon = [png('pwa', 192, 'any')];

export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Breaker',
  short_name: 'Breaker',
  description: 'Signals to decide, trades to track.',
  lang: 'en',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  orientation: 'any',
  background_color: '#111210',
  theme_color: '#111210',
  categories: ['finance', 'productivity'],
  icons: [png('pwa', 192, 'any'), png('pwa', 512, 'any'), png('maskable-icon', 512, 'maskable')],
  shortcuts: [
    { name: 'Signals', url: '/signals', icons: shortcutIcon },
    { name: 'Chart', url: '/chart', icons: shortcutIcon },
    { name: 'Journal', url: '/journal', icons: shortcutIcon },
  ],
  launch_handler: { client_mode: 'navigate-existing' },
};
