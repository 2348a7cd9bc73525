import { Drawer } from '@base-ui/react/drawer';
import type { SheetProps } from './Sheet.tsx';
import './Sheet.css';

/** Loaded on demand by `Sheet`: the modal machinery stays out of the first load. */
export function SheetPanel({ open, onClose, title, description, children }: SheetProps) {
  return (
    <Drawer.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()} swipeDirection="down">
      <Drawer.Portal>
        <Drawer.Backdrop className="sheet-scrim" />
        <Drawer.Viewport className="sheet-viewport">
          <Drawer.Popup className="sheet">
            <div className="sheet-grip" aria-hidden="true" />
            <Drawer.Content className="sheet-content">
              <Drawer.Title className="sheet-title t-title">{title}</Drawer.Title>
              {description !== undefined && (
                <Drawer.Description className="sheet-description t-body">{description}</Drawer.Description>
              )}
              {children}
            </Drawer.Content>
          </Drawer.Popup>
        </Drawer.Viewport>
      </Drawer.Portal>
    </Drawer.Root>
  );
}
