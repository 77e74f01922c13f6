import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineThemeOverride } from "@mantine/core";
import { colors, font, motionMs, night, radius, shadow, spacing, textShade, type Purpose } from "./tokens";

/// Sizes differ between the apps: the office reads at 14 px, the van at 20 px.
export interface Density {
  body: string;
  headings: [string, string, string];
  controlSize: "sm" | "md" | "lg" | "xl";
  /// Below its input, so that the inputs of a row stand in one line.
  helpBelow?: boolean;
}

export const officeDensity: Density = { body: "14px", headings: ["24px", "20px", "16px"], controlSize: "sm", helpBelow: true };
export const vanDensity: Density = { body: "20px", headings: ["36px", "28px", "22px"], controlSize: "xl" };

export function makeTheme(density: Density): MantineThemeOverride {
  const [h1, h2, h3] = density.headings;
  const sized = { defaultProps: { size: density.controlSize } };
  return createTheme({
    fontFamily: font,
    headings: {
      fontFamily: font,
      fontWeight: "600",
      sizes: { h1: { fontSize: h1 }, h2: { fontSize: h2 }, h3: { fontSize: h3 }, h4: { fontSize: density.body } },
    },
    fontSizes: { xs: "12px", sm: "14px", md: density.body, lg: "18px", xl: "20px" },
    spacing,
    defaultRadius: radius.button,
    shadows: { xs: shadow, sm: shadow, md: shadow },
    colors: { ...colors, gray: colors.neutral, blue: colors.primary, red: colors.danger, dark: night },
    primaryColor: "primary",
    primaryShade: textShade,
    autoContrast: true,
    // autoContrast looks at the light shade only; the dark scheme fills with a pale one.
    variantColorResolver: (input) => {
      const look = defaultVariantColorsResolver(input);
      return input.variant === "filled" ? { ...look, color: "var(--on-filled)" } : look;
    },
    cursorType: "pointer",
    respectReducedMotion: true,
    components: {
      ...(density.helpBelow && { InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } } }),
      Button: sized,
      TextInput: sized,
      Textarea: sized,
      Select: sized,
      NumberInput: sized,
      PasswordInput: sized,
      MultiSelect: sized,
      Card: { defaultProps: { radius: radius.card, shadow: "xs", withBorder: true, padding: "md" } },
      Paper: { defaultProps: { radius: radius.card } },
      Modal: { defaultProps: { radius: radius.card, transitionProps: { duration: motionMs }, centered: true }, styles: { title: { fontWeight: 600 } } },
      Badge: { defaultProps: { variant: "light", radius: radius.button } },
      Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    },
  });
}

const purposes: Purpose[] = ["primary", "success", "attention", "danger", "intelligence", "neutral"];

/// Purposes whose text reaches 7:1 only on the faintest ground.
const faint = new Set<Purpose>(["success", "danger"]);

/// Light variants, dimmed text and grounds at 7:1 in both schemes (WCAG AAA for normal text).
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { "--motion": `${motionMs}ms` },
  light: {
    "--mantine-color-body": "#FFFFFF",
    "--ground": colors.neutral[0],
    "--surface": "#FFFFFF",
    "--surface-raised": "#FFFFFF",
    "--on-filled": "#FFFFFF",
    "--mantine-primary-color-contrast": "#FFFFFF",
    "--line": colors.neutral[2],
    "--mantine-color-text": colors.neutral[9],
    "--mantine-color-dimmed": colors.neutral[6],
    "--mantine-color-placeholder": colors.neutral[6],
    "--mantine-color-error": colors.danger[8],
    "--mantine-color-anchor": colors.primary[8],
    "--focus": colors.primary[6],
    ...variants((purpose) => ({
      light: colors[purpose][faint.has(purpose) ? 0 : 1],
      lightHover: colors[purpose][faint.has(purpose) ? 1 : 2],
      text: colors[purpose][purpose === "neutral" ? 7 : textShade.light],
    })),
  },
  dark: {
    "--mantine-color-body": night[7],
    "--ground": night[8],
    "--surface": "#131C2F",
    "--surface-raised": night[6],
    "--on-filled": colors.neutral[9],
    "--mantine-primary-color-contrast": colors.neutral[9],
    "--line": night[4],
    "--mantine-color-text": night[0],
    "--mantine-color-dimmed": night[1],
    "--mantine-color-placeholder": night[1],
    "--mantine-color-error": colors.danger[3],
    "--mantine-color-anchor": colors.primary[3],
    "--focus": colors.primary[3],
    ...variants((purpose) => ({
      light: `color-mix(in srgb, ${colors[purpose][purpose === "neutral" ? 5 : 6]} 22%, ${night[7]})`,
      lightHover: `color-mix(in srgb, ${colors[purpose][6]} 34%, ${night[7]})`,
      text: colors[purpose][purpose === "neutral" ? 2 : textShade.dark],
    })),
  },
});

interface Variant {
  light: string;
  lightHover: string;
  text: string;
}

function variants(of: (purpose: Purpose) => Variant): Record<string, string> {
  const all: Record<string, string> = {};
  for (const purpose of purposes) {
    const variant = of(purpose);
    const names = purpose === "neutral" ? ["neutral", "gray"] : [purpose];
    for (const name of names) {
      all[`--mantine-color-${name}-light`] = variant.light;
      all[`--mantine-color-${name}-light-hover`] = variant.lightHover;
      all[`--mantine-color-${name}-light-color`] = variant.text;
      all[`--mantine-color-${name}-text`] = variant.text;
      all[`--mantine-color-${name}-outline`] = variant.text;
    }
    all[`--${purpose}-text`] = variant.text;
    all[`--${purpose}-ground`] = variant.light;
  }
  return all;
}
