/// Of what the van's screen shows: eight letters and digits in two groups, however they were typed.
export const tidyCode = (typed: string): string => {
  const plain = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, "").slice(0, 8);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
};

export const isWhole = (code: string): boolean => tidyCode(code).length === 9;

/// What the QR code brings along behind "#", which no server hears of; empty where there is none.
export function codeOf(path: string, hash: string): string {
  if (path !== "/pair") return "";
  return tidyCode(new URLSearchParams(hash.replace(/^#/, "")).get("code") ?? "");
}

/// What this phone is called unless its user says otherwise.
export function phoneName(agent: string): string {
  if (/iPhone|iPod/.test(agent)) return "iPhone";
  if (/iPad/.test(agent)) return "iPad";
  return /Android/.test(agent) ? "Android" : "";
}

/// "AB12 CD34 …", so that two screens can be compared by eye.
export const inGroups = (hex: string): string => (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(" ");
