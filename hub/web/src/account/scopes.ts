import type { TFunction } from "i18next";

/// The scopes that are offered; others can be given by the API.
export const commonScopes = ["read", "write", "crm:read", "crm:write", "field:read", "field:write", "billing:read", "stock:read"];

/// What a scope lets a program do, in words: "read everything", "change customers".
export function scopeText(scope: string, t: TFunction): string {
  if (scope === "administer") return t("scope.administer");
  const [what, how] = scope.includes(":") ? scope.split(":") : ["", scope];
  if (!what) return t(how === "write" ? "scope.write" : "scope.read");
  return t(how === "write" ? "scope.write_of" : "scope.read_of", { what: t(`area.${what}`, { defaultValue: what?.replaceAll("-", " ") }) });
}
