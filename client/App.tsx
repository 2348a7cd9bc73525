import { Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { useConnection, useServerNow } from './data/serverClock.ts';
import { useWaiting } from './data/useFacts.ts';
import { useStatus } from './data/useStatus.ts';
import { Routes } from './routes.tsx';
import { Crashed } from './ui/Crashed.tsx';
import { FeedNotice } from './ui/FeedNotice.tsx';
import { Navigation } from './ui/Navigation.tsx';
import { ScrollMemory } from './ui/ScrollMemory.tsx';
import { Snackbar } from './ui/Snackbar.tsx';
import { StatusStrip } from './ui/StatusStrip.tsx';
import './App.css';

export function App() {
  const [path] = useLocation();
  return (
    <>
      <Places />
      <div className="app">
        <Strip />
        <main className="app-main">
          <Crashed place={path}>
            <Suspense fallback={null}>
              <ScrollMemory />
              <Routes />
            </Suspense>
          </Crashed>
        </main>
      </div>
      <Snackbar />
    </>
  );
}

/** The two parts that follow the clock each tick alone. */
function Places() {
  const waiting = useWaiting()?.length ?? 0;
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Breaker` : 'Breaker';
    // The count on the app's icon, where the system has one; it may be refused, and nothing depends on it.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(waiting).catch(() => undefined);
  }, [waiting]);
  return <Navigation waiting={waiting} />;
}

function Strip() {
  const status = useStatus();
  const connection = useConnection();
  return (
    <>
      <StatusStrip status={status} connection={connection} now={useServerNow()} />
      {connection.state !== 'offline' && <FeedNotice status={status} />}
    </>
  );
}
