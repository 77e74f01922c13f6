/// Tells a wedge scanner from fingers: a scanner is a keyboard that types a code of at least four characters with
/// only a few milliseconds between them and ends with Enter. Where no field has the focus nobody types a text, so that a
/// slow scanner, or a busy device that hands keys on late, is believed there. Keys come in as they happen; it holds at most one code.
export const scanLimits = { gapMsMax: 40, gapOutsideMsMax: 150, lengthMin: 4, lengthMax: 128 };

export interface Heard {
  /// The code, once Enter has ended a burst.
  code: string | null;
  /// This key starts a possible burst: what the focused field held before it may have to be put back.
  started: boolean;
  /// This key continues a burst quickly enough to be a scanner's.
  quick: boolean;
}

export class ScanDetector {
  private buffer = "";
  private lastMs = -Infinity;

  /// `key` as in KeyboardEvent.key, `atMs` monotonic, `inField`: a text field has the focus. Keys that type nothing (Shift) neither end nor extend a burst.
  hear(key: string, atMs: number, inField = true): Heard {
    const quick = atMs - this.lastMs <= (inField ? scanLimits.gapMsMax : scanLimits.gapOutsideMsMax);
    if (key === "Enter") return this.end(quick);
    if ([...key].length !== 1) return { code: null, started: false, quick: false };
    const started = !quick || this.buffer === "";
    this.buffer = started ? key : this.buffer + key;
    this.lastMs = atMs;
    if (this.buffer.length > scanLimits.lengthMax) this.buffer = "";
    return { code: null, started, quick: !started };
  }

  private end(quick: boolean): Heard {
    const code = this.buffer.trim();
    const complete = quick && code.length >= scanLimits.lengthMin;
    this.buffer = "";
    this.lastMs = -Infinity;
    return { code: complete ? code : null, started: false, quick: complete };
  }
}
