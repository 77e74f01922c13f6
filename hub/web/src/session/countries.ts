/// What a company of a country usually begins with: currency and the rates of value added tax in percent, standard and
/// reduced, as of 2026. Whoever sets the company up sees and changes them; of other countries nothing is known here.
export const countryTerms: Record<string, readonly [currency: string, standard?: string, reduced?: string]> = {
  AT: ["EUR", "20", "10"], BE: ["EUR", "21", "12"], BG: ["EUR", "20", "9"], CH: ["CHF", "8.1", "2.6"], CY: ["EUR", "19", "9"],
  CZ: ["CZK", "21", "12"], DE: ["EUR", "19", "7"], DK: ["DKK", "25"], EE: ["EUR", "24", "9"], ES: ["EUR", "21", "10"],
  FI: ["EUR", "25.5", "13.5"], FR: ["EUR", "20", "10"], GB: ["GBP", "20", "5"], GR: ["EUR", "24", "13"], HR: ["EUR", "25", "13"],
  HU: ["HUF", "27", "18"], IE: ["EUR", "23", "13.5"], IT: ["EUR", "22", "10"], LI: ["CHF", "8.1", "2.6"], LT: ["EUR", "21", "12"],
  LU: ["EUR", "17", "8"], LV: ["EUR", "21", "12"], MT: ["EUR", "18", "7"], NL: ["EUR", "21", "9"], NO: ["NOK", "25", "15"],
  PL: ["PLN", "23", "8"], PT: ["EUR", "23", "13"], RO: ["RON", "21", "11"], SE: ["SEK", "25", "12"], SI: ["EUR", "22", "9.5"],
  SK: ["EUR", "23", "19"], AU: ["AUD", "10"], CA: ["CAD"], NZ: ["NZD", "15"], US: ["USD"],
};

const countryCodes =
  "AD AE AF AG AI AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GG GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW".split(" ");

/// For a choice, named in the reader's language and in its order.
export function countryChoices(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: "region" });
  return countryCodes
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}

/// The country of a locale ("LI" of "de-LI") when it names one.
export const countryOf = (locale: string): string | null => new Intl.Locale(locale).region ?? null;
