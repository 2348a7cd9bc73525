import { live } from '../data/local.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';

/** Offline before the first sync: there is nothing to show yet, and that is said. */
export function NoCopyYet() {
  return (
    <div className="screen">
      <Notice
        title="The server does not answer"
        action={
          <Button kind="outlined" size="small" onPress={() => void live.resume()}>
            Try again
          </Button>
        }
      >
        <p>
          This device has no copy of your account yet, so there is nothing to show. Your trades are on the
          server and are not affected. Check that it runs and that this device is in its network.
        </p>
      </Notice>
    </div>
  );
}
