import { IconArrowBackUp, IconArrowForwardUp, IconTrash } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import Pad, { type PointGroup } from "signature_pad";
import { useText } from "../text";
import { normalStrokes, type Stroke } from "./strokes";

export interface Signature {
  strokes: Stroke[];
  /// Width over height of the field.
  aspect: number;
}

/// The field to sign in: black ink on white in every light, because that is how it stands on the paper.
export function SignaturePad({ changed }: { changed: (signature: Signature) => void }) {
  const { t } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<Pad | null>(null);
  const [undone, setUndone] = useState<PointGroup[]>([]);
  const [count, setCount] = useState(0);
  const tell = useRef(changed);
  tell.current = changed;

  const report = useCallback(() => {
    const field = canvas.current;
    if (!field || !pad.current) return;
    const groups = pad.current.toData();
    setCount(groups.length);
    tell.current({
      strokes: normalStrokes(groups, field.clientWidth, field.clientHeight),
      aspect: Math.round((field.clientWidth / Math.max(1, field.clientHeight)) * 1000) / 1000,
    });
  }, []);

  useEffect(() => {
    const field = canvas.current!;
    const made = new Pad(field, { minWidth: 1.2, maxWidth: 3.6, penColor: "#000", throttle: 8, minDistance: 2 });
    pad.current = made;
    made.addEventListener("endStroke", () => {
      setUndone([]);
      report();
    });
    let before = { width: 0, height: 0 };
    const fit = () => {
      const size = { width: field.clientWidth, height: field.clientHeight };
      if (size.width === 0 || (size.width === before.width && size.height === before.height)) return;
      const ratio = Math.max(1, devicePixelRatio);
      const groups = made.toData();
      field.width = Math.round(size.width * ratio);
      field.height = Math.round(size.height * ratio);
      field.getContext("2d")?.scale(ratio, ratio);
      made.clear();
      // Turning the screen or closing the keyboard changes the field: the strokes keep their place in it.
      if (before.width && groups.length) made.fromData(stretched(groups, size.width / before.width, size.height / before.height));
      before = size;
      report();
    };
    const observer = new ResizeObserver(fit);
    observer.observe(field);
    fit();
    return () => {
      observer.disconnect();
      made.off();
    };
  }, [report]);

  const draw = (groups: PointGroup[]) => {
    pad.current?.clear();
    pad.current?.fromData(groups);
    report();
  };
  const undo = () => {
    const groups = pad.current?.toData() ?? [];
    const last = groups.at(-1);
    if (!last) return;
    setUndone([...undone, last]);
    draw(groups.slice(0, -1));
  };
  const redo = () => {
    const last = undone.at(-1);
    if (!last) return;
    setUndone(undone.slice(0, -1));
    draw([...(pad.current?.toData() ?? []), last]);
  };
  const clear = () => {
    setUndone([...undone, ...[...(pad.current?.toData() ?? [])].reverse()]);
    draw([]);
  };

  return (
    <div className="pad">
      <canvas ref={canvas} className="pad-canvas" role="img" aria-label={t("sign.canvas")} data-testid="signature-canvas" />
      {count === 0 && <span className="pad-hint" aria-hidden>{t("sign.here")}</span>}
      <div className="pad-buttons">
        <button type="button" className="square" onClick={undo} aria-disabled={count === 0} aria-label={t("sign.undo")} data-testid="sign-undo"><IconArrowBackUp /></button>
        <button type="button" className="square" onClick={redo} aria-disabled={undone.length === 0} aria-label={t("sign.redo")} data-testid="sign-redo"><IconArrowForwardUp /></button>
        <button type="button" className="square" onClick={clear} aria-disabled={count === 0} aria-label={t("sign.clear")} data-testid="sign-clear"><IconTrash /></button>
      </div>
    </div>
  );
}

function stretched(groups: PointGroup[], x: number, y: number): PointGroup[] {
  return groups.map((group) => ({
    ...group,
    points: group.points.map((point) => ({ ...point, x: point.x * x, y: point.y * y })),
  }));
}
