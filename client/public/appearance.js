// Before the first paint, so that the chosen side never flashes the other one. Written by data/appearance.ts.
try {
  const chosen = localStorage.getItem('appearance');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is closed to this page: the system's choice stands.
}
