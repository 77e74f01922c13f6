const browsers: [RegExp, string][] = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]];
const systems: [RegExp, string][] = [[/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/Linux/, "Linux"]];

const first = (table: [RegExp, string][], text: string): string => table.find(([pattern]) => pattern.test(text))?.[1] ?? "";

/// "Firefox, Windows" out of what a browser calls itself; what is no browser keeps its own words.
export function deviceName(agent: string): string {
  const parts = [first(browsers, agent), first(systems, agent)].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : agent.slice(0, 40);
}
