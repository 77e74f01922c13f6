type Kind = "lower" | "upper" | "digit";

/// What one place of a text may be: kinds as they were named, and other signs.
interface Place {
  kinds: Kind[];
  signs: string;
}

interface Count {
  least: number;
  open: boolean;
}

const repeatsMax = 40;
const ranges: Record<string, Kind> = { "a-z": "lower", "A-Z": "upper", "0-9": "digit" };
const escapes: Record<string, Kind> = { d: "digit", w: "lower", S: "lower" };
const first: Record<Kind, string> = { lower: "a", upper: "A", digit: "1" };

class NotKnown extends Error {}

/// Reads a pattern from its beginning and writes what fits; throws for what it does not know.
class Sample {
  private at = 0;
  private next: Record<Kind, number> = { lower: 0, upper: 0, digit: 0 };
  constructor(private readonly pattern: string) {}

  branch(): string {
    let out = "";
    while (this.at < this.pattern.length && !"|)".includes(this.now)) out += this.one();
    return out;
  }

  private get now(): string {
    return this.pattern[this.at] ?? "";
  }

  private one(): string {
    if ("^$".includes(this.now)) return this.at++, "";
    if (this.now === "(") return this.group();
    const place = this.now === "[" ? this.named() : this.single();
    return this.written(place, this.repeats());
  }

  private group(): string {
    this.at += this.pattern.startsWith("(?:", this.at) ? 3 : 1;
    if (this.now === "?") throw new NotKnown();
    const text = this.branch();
    // Other ways are passed over.
    while (this.now === "|") {
      this.at++;
      const kept = { ...this.next };
      this.branch();
      this.next = kept;
    }
    if (this.now !== ")") throw new NotKnown();
    this.at++;
    const { least, open } = this.repeats();
    return text.repeat(open && least === 0 ? 1 : least);
  }

  private repeats(): Count {
    const found = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})/.exec(this.pattern.slice(this.at));
    if (!found) return { least: 1, open: false };
    this.at += found[0].length;
    if (this.now === "?") this.at++;
    const least = found[1] === undefined ? (found[0] === "+" ? 1 : 0) : Number(found[1]);
    if (least > repeatsMax) throw new NotKnown();
    return { least, open: found[0] === "*" || found[0] === "+" };
  }

  private single(): Place {
    const place: Place = { kinds: [], signs: "" };
    const sign = this.pattern[this.at++]!;
    if (sign === ".") place.kinds.push("lower");
    else if (sign === "\\") this.escape(place);
    else place.signs = sign;
    return place;
  }

  private escape(place: Place): void {
    const sign = this.pattern[this.at++];
    if (sign === undefined) throw new NotKnown();
    const kind = escapes[sign];
    if (kind) place.kinds.push(kind);
    else if (sign === "s") place.signs += " ";
    else if (/[A-Za-z0-9]/.test(sign)) throw new NotKnown();
    else place.signs += sign;
  }

  private named(): Place {
    const place: Place = { kinds: [], signs: "" };
    this.at++;
    const but = this.now === "^";
    if (but) this.at++;
    while (this.at < this.pattern.length && this.now !== "]") {
      const range = /^([^\\])-([^\]])/.exec(this.pattern.slice(this.at, this.at + 3))?.[0];
      if (range) {
        this.at += 3;
        // Part of an alphabet, such as [0-5], is shown by its first.
        const kind = ranges[range];
        if (kind) place.kinds.push(kind);
        else place.signs += range[0];
      } else if (this.now === "\\") {
        this.at++;
        this.escape(place);
      } else {
        place.signs += this.pattern[this.at++];
      }
    }
    if (this.at >= this.pattern.length) throw new NotKnown();
    this.at++;
    return but ? { kinds: ["lower"], signs: "" } : place;
  }

  private written({ kinds, signs }: Place, { least, open }: Count): string {
    const main = kinds[0];
    const times = open ? Math.max(least, 2) : least;
    let out = "";
    for (let i = 0; i < times; i++) out += main ? this.sign(main) : (signs[0] ?? "a");
    // What else may stand there is shown once, where there is room for it.
    if (!open || !main) return out;
    if (signs) out += signs.at(-1);
    return main !== "digit" || signs ? out + this.sign(kinds.includes("digit") ? "digit" : main) : out;
  }

  private sign(kind: Kind): string {
    return String.fromCharCode(first[kind].charCodeAt(0) + (this.next[kind]++ % (kind === "digit" ? 9 : 26)));
  }
}

/// A short text that has the form of a pattern, so that people see what is meant: "AB1234" of [A-Z]{2}\d{4}. Undefined where none was
/// found; whoever shows it looks whether it fits. The hub does the same (common/validate/form.cpp).
export function exampleOf(pattern: string): string | undefined {
  try {
    const text = new Sample(pattern).branch();
    return text && text.length <= repeatsMax ? text : undefined;
  } catch (error) {
    if (error instanceof NotKnown || error instanceof RangeError) return undefined;
    throw error;
  }
}
