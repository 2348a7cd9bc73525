import { useSyncExternalStore } from 'react';

const desk = matchMedia('(min-width: 1024px)');

const subscribe = (listener: () => void) => {
  desk.addEventListener('change', listener);
  return () => desk.removeEventListener('change', listener);
};

/** Room for a list with its detail beside it. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => desk.matches);
