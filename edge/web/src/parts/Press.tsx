import { Loader } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  children: ReactNode;
  onClick?: () => void;
  type?: "button" | "submit";
  /// "main" is the one main action of a page; "danger" cannot be taken back easily.
  look?: "main" | "plain" | "danger" | "quiet";
  tall?: boolean;
  working?: boolean;
  disabled?: boolean;
  icon?: ReactNode;
  className?: string;
  "data-testid"?: string;
  "aria-label"?: string;
  "aria-pressed"?: boolean;
}

/// Every button of the van: at least 56 px, 72 where it is a main action of the day, label 20 px and bold. While it works
/// it says so and takes no second press; it keeps the focus, which a disabled button would lose.
export function Press({ look = "plain", tall, type = "button", working, disabled, icon, children, className, onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={`press ${className ?? ""}`}
      data-look={look}
      data-tall={tall || undefined}
      aria-busy={working || undefined}
      aria-disabled={disabled || working || undefined}
      onClick={(event) => {
        if (disabled || working) event.preventDefault();
        else onClick?.();
      }}
    >
      {working ? <Loader size={26} color="currentColor" aria-hidden /> : icon}
      <span>{children}</span>
    </button>
  );
}
