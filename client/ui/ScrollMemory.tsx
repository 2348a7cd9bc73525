import { useLayoutEffect } from 'react';
import { useLocation } from 'wouter';

const left = new Map<string, number>();

/** A list is found again where it was left; a detail starts at its top. */
export function ScrollMemory() {
  const [path] = useLocation();
  useLayoutEffect(() => {
    history.scrollRestoration = 'manual';
    scrollTo(0, isDetail(path) ? 0 : (left.get(path) ?? 0));
    const remember = () => left.set(path, scrollY);
    addEventListener('scroll', remember, { passive: true });
    return () => removeEventListener('scroll', remember);
  }, [path]);
  return null;
}

const isDetail = (path: string): boolean => path.split('/').length > 2;
