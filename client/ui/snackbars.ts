import { useSyncExternalStore } from 'react';

export interface SnackbarAction {
  readonly label: string;
  readonly run: () => void;
}

export interface SnackbarMessage {
  readonly id: number;
  readonly text: string;
  readonly action: SnackbarAction | null;
  /** Waits for the reader instead of leaving after a while. */
  readonly stays: boolean;
}

let current: SnackbarMessage | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

function show(message: SnackbarMessage | null): void {
  current = message;
  for (const listener of listeners) listener();
}

/** Says one thing above the tab bar; the next one replaces it. */
export function showSnackbar(
  text: string,
  options: { readonly action?: SnackbarAction; readonly stays?: boolean } = {},
): void {
  lastId++;
  show({ id: lastId, text, action: options.action ?? null, stays: options.stays ?? false });
}

export function dismissSnackbar(id: number): void {
  if (current?.id === id) show(null);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSnackbar = (): SnackbarMessage | null => useSyncExternalStore(subscribe, () => current);
