import { Suspense } from 'react';
import { useConnection, useServerNow } from './data/serverClock.ts';
import { useWaiting } from './data/useFacts.ts';
import { useStatus } from './data/useStatus.ts';
import { Routes } from './routes.tsx';
import { Crashed } from './ui/Crashed.tsx';
import { Navigation } from './ui/Navigation.tsx';
import { ScrollMemory } from './ui/ScrollMemory.tsx';
import { Snackbar } from './ui/Snackbar.tsx';
import { StatusStrip } from './ui/StatusStrip.tsx';
import './App.css';

export function App() {
  return (
    <>
      <Places />
      <div className="app">
        <Strip />
        <main className="app-main">
          <Crashed>
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
  return <Navigation waiting={useWaiting()?.length ?? 0} />;
}

function Strip() {
  return <StatusStrip status={useStatus()} connection={useConnection()} now={useServerNow()} />;
}
