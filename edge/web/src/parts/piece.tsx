import { lazy, useState, type ComponentType, type ReactNode } from "react";

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

export interface Piece<P> {
  (props: P): ReactNode;
  fetch: () => Promise<void>;
}

/// A screen in a file of its own that may be fetched ahead. React.lazy alone shows its fallback for 300 ms even where the
/// file is already there (React 19 holds a fallback that long); a fetched piece is drawn at once.
export function piece<P extends object>(load: Load<P>): Piece<P> {
  let ready: ComponentType<P> | undefined;
  const fetch = async () => {
    ready = (await load()).default;
  };
  const Later = lazy(load) as unknown as ComponentType<P>;
  const Shown = (props: P) => {
    // Chosen once, so that a piece that arrives meanwhile does not start the screen anew.
    const [Chosen] = useState<ComponentType<P>>(() => ready ?? Later);
    return <Chosen {...props} />;
  };
  return Object.assign(Shown, { fetch });
}
