import '@fontsource-variable/archivo/wdth.css';
import './ui/tokens.css';
import './ui/type.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { colourTheBrowser } from './data/appearance.ts';
import { keepLive } from './data/local.ts';
import { showSnackbar } from './ui/snackbars.ts';

colourTheBrowser();
keepLive();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);

// After a deploy a page of the old version may ask for a file that is gone: load the new page, once. Without a network
// a reload could only lose what is on the screen.
addEventListener('vite:preloadError', (event) => {
  if (!navigator.onLine) return;
  if (sessionStorage.getItem('reloadedFrom') === import.meta.url) return;
  sessionStorage.setItem('reloadedFrom', import.meta.url);
  event.preventDefault();
  location.reload();
});

addEventListener('load', async () => {
  const { offerUpdate } = await import('./data/offerUpdate.ts');
  offerUpdate((update) =>
    showSnackbar('A new version is ready.', { action: { label: 'Update', run: update }, stays: true }),
  );
});
