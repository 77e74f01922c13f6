/// Colours named by purpose, one tuple of ten per purpose from faint to strong.
/// Text on white uses the shade in `textShade.light`, text on the dark ground `textShade.dark`; both reach 7:1.
export type Purpose = "primary" | "success" | "attention" | "danger" | "intelligence" | "neutral";
export type Tuple = [string, string, string, string, string, string, string, string, string, string];

export const colors: Record<Purpose, Tuple> = {
  primary: [
    "#EFF6FF", "#DBEAFE", "#BFDBFE", "#93C5FD", "#60A5FA",
    "#3B82F6", "#2563EB", "#1D4ED8", "#1E40AF", "#1E3A8A",
  ],
  success: [
    "#ECFDF5", "#D1FAE5", "#A7F3D0", "#6EE7B7", "#34D399",
    "#10B981", "#059669", "#047857", "#065F46", "#064E3B",
  ],
  attention: [
    "#FFFBEB", "#FEF3C7", "#FDE68A", "#FCD34D", "#FBBF24",
    "#F59E0B", "#D97706", "#92400E", "#78350F", "#5F2A0B",
  ],
  danger: [
    "#FEF2F2", "#FEE2E2", "#FECACA", "#FCA5A5", "#F87171",
    "#EF4444", "#DC2626", "#B91C1C", "#991B1B", "#7F1D1D",
  ],
  intelligence: [
    "#F5F3FF", "#EDE9FE", "#DDD6FE", "#C4B5FD", "#A78BFA",
    "#8B5CF6", "#7C3AED", "#6D28D9", "#5B21B6", "#4C1D95",
  ],
  neutral: [
    "#F8FAFC", "#F1F5F9", "#E2E8F0", "#CBD5E1", "#94A3B8",
    "#64748B", "#475569", "#334155", "#1E293B", "#0F172A",
  ],
};

/// Ground colours of the dark scheme in Mantine's order: text first, body eighth.
export const night: Tuple = [
  "#F1F5F9", "#CBD5E1", "#94A3B8", "#64748B", "#334155",
  "#273449", "#1B2537", "#0F172A", "#0B1120", "#020617",
];

export const textShade = { light: 8, dark: 3 } as const;
export const spacing = { xs: "4px", sm: "8px", md: "16px", lg: "24px", xl: "32px" };
export const radius = { button: "4px", card: "8px" };
export const shadow = "0 1px 2px rgb(15 23 42 / 0.06), 0 2px 4px rgb(15 23 42 / 0.06)";
export const motionMs = 200;
export const font = 'Inter, "Helvetica Neue", Arial, sans-serif';
