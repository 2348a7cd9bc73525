import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { Home } from './screens/Home.tsx';
import { ListWithDetail } from './ui/ListWithDetail.tsx';

const Signals = lazy(() => import('./screens/Signals.tsx').then(({ Signals }) => ({ default: Signals })));
const Signal = lazy(() => import('./screens/Signal.tsx').then(({ Signal }) => ({ default: Signal })));
const Chart = lazy(() => import('./screens/Chart.tsx').then(({ Chart }) => ({ default: Chart })));
const Journal = lazy(() => import('./screens/Journal.tsx').then(({ Journal }) => ({ default: Journal })));
const Trade = lazy(() => import('./screens/Trade.tsx').then(({ Trade }) => ({ default: Trade })));
const Accounts = lazy(() => import('./screens/Accounts.tsx').then(({ Accounts }) => ({ default: Accounts })));
const More = lazy(() => import('./screens/More.tsx').then(({ More }) => ({ default: More })));
const About = lazy(() => import('./screens/About.tsx').then(({ About }) => ({ default: About })));
const Feeds = lazy(() => import('./screens/Feeds.tsx').then(({ Feeds }) => ({ default: Feeds })));
const NotFound = lazy(() => import('./screens/NotFound.tsx').then(({ NotFound }) => ({ default: NotFound })));

/** Ids hold colons, which the router leaves encoded. */
function idOf(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not an address of ours: no row has this id, and the screen says so.
    return part;
  }
}

/** Every place has an address; at a desk a list keeps its detail beside it. */
export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <Home />
      </Route>
      <Route path="/signals">
        <ListWithDetail list={<Signals />} detail={null} kind="signals" />
      </Route>
      <Route path="/signal/:id">
        {({ id }) => (
          <ListWithDetail
            list={<Signals selectedId={idOf(id)} />}
            detail={<Signal key={id} signalId={idOf(id)} />}
            kind="signals"
          />
        )}
      </Route>
      <Route path="/chart/:symbol?/:timeframe?">
        {({ symbol, timeframe }) => <Chart symbol={symbol ?? null} timeframe={timeframe ?? null} />}
      </Route>
      <Route path="/journal">
        <ListWithDetail list={<Journal />} detail={null} kind="journal" />
      </Route>
      <Route path="/journal/:id">
        {({ id }) => (
          <ListWithDetail
            list={<Journal selectedId={idOf(id)} />}
            detail={<Trade key={id} tradeId={idOf(id)} />}
            kind="journal"
          />
        )}
      </Route>
      <Route path="/accounts">
        <Accounts />
      </Route>
      <Route path="/more">
        <More />
      </Route>
      <Route path="/feeds">
        <Feeds />
      </Route>
      <Route path="/about">
        <About />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
