import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { manifest } from './client/manifest.ts';

/** Port of the server that `npm run dev` started beside this one. */
const serverPort = process.env.PORT ?? '4380';

/** The first paint already has its letters: the page asks for the font before the styles name it. */
const preloadFont: Plugin = {
  name: 'preload-font',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const font = Object.keys(bundle ?? {}).find((name) =>
        /archivo-latin-wdth-normal-.*\.woff2$/.test(name),
      );
      if (font === undefined) return [];
      const attrs = { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: '' };
      return [{ tag: 'link', attrs, injectTo: 'head' }];
    },
  },
};

export default defineConfig({
  root: 'client',
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file of its own: the content security policy allows nothing inline.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: { '/trpc': `http://localhost:${serverPort}`, '/healthz': `http://localhost:${serverPort}` },
  },
  optimizeDeps: { include: ['workbox-core', 'workbox-precaching', 'workbox-routing', 'workbox-window'] },
  plugins: [
    react(),
    preloadFont,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'sw',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: null,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,ico}', '**/archivo-latin-wdth-normal-*.woff2'],
      },
      devOptions: { enabled: true, type: 'module' },
    }),
  ],
});
