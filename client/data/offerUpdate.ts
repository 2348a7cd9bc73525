import { registerSW } from 'virtual:pwa-register';

const hourMs = 3_600_000;

/** Registers the service worker; `offer` gets how to switch to a new version once one waits. It never switches by itself. */
export function offerUpdate(offer: (update: () => void) => void): void {
  const update = registerSW({
    onNeedRefresh: () => offer(() => void update(true)),
    onRegisteredSW: (_url, registration) => {
      if (!registration) return;
      const check = () => void registration.update().catch(() => undefined);
      setInterval(check, hourMs);
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && check());
    },
  });
}
