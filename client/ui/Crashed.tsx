import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';

interface Props {
  readonly children: ReactNode;
  /** Going elsewhere leaves the fault behind. */
  readonly place: string;
}

interface State {
  readonly error: unknown;
}

/** A fault of ours on one screen: says so, and leaves the strip and the places usable. */
export class Crashed extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error ?? new Error('unknown') };
  }

  override componentDidUpdate(before: Props): void {
    if (before.place !== this.props.place && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="screen">
        <Notice
          title="This screen failed"
          action={
            <Button kind="outlined" size="small" onPress={() => location.reload()}>
              Load again
            </Button>
          }
        >
          <p>Nothing was sent to the server. {error instanceof Error ? error.message : String(error)}</p>
        </Notice>
      </div>
    );
  }
}
