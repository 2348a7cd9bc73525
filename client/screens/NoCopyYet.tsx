import { live } from '../data/local.ts';
import { useConnection } from '../data/serverClock.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';

/** Offline before the first sync: there is nothing to show yet, and that is said. */
export function NoCopyYet() {
  const connection = useConnection();
  const answer = connection.state === 'offline' ? connection.answer : null;
  return (
    <div className="screen">
      <Notice
        title={answer === null ? 'The server does not answer' : 'The server cannot answer'}
        action={
          <Button kind="outlined" size="small" onPress={() => void live.resume()}>
            Try again
          </Button>
        }
      >
        <p>
          This device has no copy of your account yet, so there is nothing to show. Your trades are on the
          server and are not affected.
        </p>
        <p>
          {answer === null
            ? 'Check that it runs and that this device is in its network.'
            : `It says: ${answer}`}
        </p>
      </Notice>
    </div>
  );
}
