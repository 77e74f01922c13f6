export interface Invitation {
  hub: string;
  code: string;
}

/// What the office's QR code says: "truckroll:enrol?hub=https://hub.example&code=ABCDE-FGHJK". Null for anything else, a
/// part's bar code for example.
export function readInvitation(scanned: string): Invitation | null {
  const prefix = "truckroll:enrol?";
  if (!scanned.startsWith(prefix)) return null;
  const said = new URLSearchParams(scanned.slice(prefix.length));
  const hub = said.get("hub");
  const code = said.get("code");
  return hub && code ? { hub, code } : null;
}

/// Ten letters and digits in two groups, however they were typed.
export const tidyCode = (typed: string): string => {
  const plain = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, "").slice(0, 10);
  return plain.length > 5 ? `${plain.slice(0, 5)}-${plain.slice(5)}` : plain;
};

export const isWhole = (code: string): boolean => tidyCode(code).length === 11;
