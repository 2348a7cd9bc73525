import { useEffect } from 'react';
import { dismissSnackbar, type SnackbarMessage, useSnackbar } from './snackbars.ts';
import './Snackbar.css';

const shownMs = 6_000;

export function Snackbar() {
  const message = useSnackbar();
  return (
    <div className="snackbar-place" role="status">
      {message && <Bar key={message.id} message={message} />}
    </div>
  );
}

function Bar({ message: { id, text, action, stays } }: { readonly message: SnackbarMessage }) {
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismissSnackbar(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, stays]);
  return (
    <div className="snackbar">
      <span className="snackbar-text">{text}</span>
      {action && (
        <button
          type="button"
          className="snackbar-action"
          onClick={() => {
            dismissSnackbar(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      {!stays && <span className="snackbar-time" aria-hidden="true" />}
    </div>
  );
}
