import { defineConfig } from '@vite-pwa/assets-generator/config';

const ground = '#111210';
/** The drawing carries its own ground and margin, so every size is the same picture edge to edge. */
const edgeToEdge = { padding: 0, resizeOptions: { background: ground } };

/** `npx pwa-assets-generator` draws the icons anew from icon.svg; the results are committed. */
export default defineConfig({
  images: ['client/public/icon.svg'],
  preset: {
    transparent: { sizes: [192, 512], favicons: [[48, 'favicon.ico']], ...edgeToEdge },
    maskable: { sizes: [512], ...edgeToEdge },
    apple: { sizes: [180], ...edgeToEdge },
  },
});
