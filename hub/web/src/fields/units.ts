/// Units that the trade meets every day, as codes of UN/ECE Recommendation 20.
const usual = ["H87", "HUR", "MTR", "LTR", "KGM", "MTK", "MTQ", "SET"];
const others = ["PR", "XPK", "DAY", "MIN", "CMT", "MMT", "KMT", "GRM", "KWH"];

/// What a quantity is given in; one that is rarer, but already chosen, comes first.
export const unitsWith = (chosen: string): string[] => (usual.includes(chosen) ? usual : [chosen, ...usual]);

/// All that have a word, for what is sold and bought.
export const namedUnits: readonly string[] = [...usual, ...others];
