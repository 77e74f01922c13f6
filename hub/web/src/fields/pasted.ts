/// A number as people write it, 1'250,50 or 1.250,50 or 1,250.50, as the exact text "1250.50"; undefined for what is none. One
/// comma with three digits behind it stands for thousands in English, for a decimal point elsewhere. A currency beside it goes.
export function pastedNumber(text: string, language: string): string | undefined {
  let digits = text.trim().replace(/^([A-Z]{3}|Fr\.|[€$£])|([A-Z]{3}|Fr\.|[€$£])$/g, "").replace(/[\s'’\u00a0\u202f]/g, "").replace("−", "-");
  const comma = digits.lastIndexOf(",");
  const point = digits.lastIndexOf(".");
  if (comma >= 0 && point >= 0) digits = comma > point ? digits.replaceAll(".", "").replace(",", ".") : digits.replaceAll(",", "");
  else if (comma >= 0) digits = hasThousands(digits, ",", language.startsWith("en")) ? digits.replaceAll(",", "") : digits.replace(",", ".");
  else if (hasThousands(digits, ".", false)) digits = digits.replaceAll(".", "");
  return /^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(digits) ? digits.replace(/^\+/, "") : undefined;
}

/// Several of the sign are never decimal points; a single one is where that is how thousands are written.
const hasThousands = (digits: string, sign: string, single: boolean): boolean =>
  digits.split(sign).length > 2 || (single && new RegExp(`^[-+]?\\d{1,3}\\${sign}\\d{3}$`).test(digits));
