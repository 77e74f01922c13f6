import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useText } from "../text";
import { GpsState } from "./GpsState";
import { SaidLine } from "./SaidLine";
import { SyncState } from "./SyncState";

/// The frame of one screen: heading with the states always in sight, content that scrolls, and below it the main action.
export function Screen({ title, back, action, children }: {
  title: string;
  back?: { path: string; name: string };
  action?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useText();
  return (
    <>
      <header className="top">
        {back && (
          <a className="back" href={back.path} aria-label={t("nav.back", { name: back.name })} data-testid="nav-back">
            <IconChevronLeft aria-hidden />
            <span className="wide-only">{back.name}</span>
          </a>
        )}
        <h1 className="top-title">{title}</h1>
        <GpsState />
        <SyncState />
      </header>
      {/* Focusable, so that keys can scroll it where nothing inside takes the focus. */}
      <main className="content" id="screen" tabIndex={0}>{children}</main>
      <SaidLine />
      {action && <section className="action-bar" aria-label={t("nav.action")}>{action}</section>}
    </>
  );
}
