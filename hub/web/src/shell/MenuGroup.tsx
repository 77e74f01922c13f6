import { useState, type ReactNode } from "react";
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, type Icon } from "@tabler/icons-react";

interface Props {
  name: string;
  label: string;
  icon: Icon;
  folded?: boolean;
  children: ReactNode;
}

/// A part of the menu that folds.
export function MenuGroup({ name, label, icon: Icon, folded = false, children }: Props) {
  const [open, setOpen] = useState(!folded);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton className="menu-group" aria-expanded={open} aria-controls={`menu-${name}`} onClick={() => setOpen(!open)} data-testid={`area-${name}`}>
        <Icon size={18} stroke={1.7} aria-hidden /><span>{label}</span><Chevron size={14} aria-hidden />
      </UnstyledButton>
      <ul id={`menu-${name}`} className="menu-links" hidden={!open}>{open && children}</ul>
    </div>
  );
}
