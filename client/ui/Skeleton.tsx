import './Skeleton.css';

/** Holds the place of something that is being read, at its final height. */
export function Skeleton({ height, width = '100%' }: { readonly height: string; readonly width?: string }) {
  return <div className="skeleton" style={{ height, width }} aria-hidden="true" />;
}
