import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { manifest } from './client/manifest.ts';

/** Port of the server that `npm run dev` started beside this one. */
const serverPort = process.env.PORT ?? '4380';

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
