import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';

const loadPanel = () => import('./SheetPanel.tsx');
const SheetPanel = lazy(() => loadPanel().then((module) => ({ default: module.SheetPanel })));

/** A screen that may open a sheet fetches its panel once it has settled, ahead of the first tap. */
const preloadAfterMs = 1_500;

export interface SheetProps {
  readonly open: boolean;
  /** Asked by the close gesture, Escape, a press outside or the back gesture. */
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/**
 * A modal sheet: from the bottom on a phone, in the middle on a desk. While it is open it owns one history entry, so
 * the back gesture closes it before anything else. To leave for another screen from inside, navigate with `replace`.
 */
export function Sheet(props: SheetProps) {
  const { open, onClose } = props;
  const [wasOpened, setWasOpened] = useState(open);
  if (open && !wasOpened) setWasOpened(true);
  useEffect(() => {
    // What cannot be fetched now is asked for again when the sheet opens.
    const timer = setTimeout(() => void loadPanel().catch(() => undefined), preloadAfterMs);
    return () => clearTimeout(timer);
  }, []);
  useBackGesture(open, onClose);
  if (!wasOpened) return null;
  return (
    <Suspense fallback={null}>
      <SheetPanel {...props} />
    </Suspense>
  );
}

function useBackGesture(open: boolean, onClose: () => void) {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    if (!open) return;
    const sheet = crypto.getRandomValues(new Uint32Array(1)).join('');
    history.pushState({ sheet }, '');
    const onPop = () => close.current();
    addEventListener('popstate', onPop);
    return () => {
      removeEventListener('popstate', onPop);
      // Closed by its own buttons: take the entry back. Gone already after the back gesture or a replacing navigation.
      if (history.state?.sheet === sheet) history.back();
    };
  }, [open]);
}
