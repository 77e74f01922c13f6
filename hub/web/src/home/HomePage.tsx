import { lazy, Suspense, useState } from "react";
import { Button } from "@mantine/core";
import { IconLayoutGrid, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { useSession } from "../session/session";
import { Page } from "../shell/Page";
import { WidgetBody } from "./WidgetBody";
import { useStartPage } from "./useStartPage";
import "./home.css";

const ArrangePanel = lazy(() => import("./ArrangePanel"));

/// The day at a glance, as its reader arranged it; every figure leads to what it counts. What a role may not read is not here.
export default function HomePage() {
  const { t } = useTranslation();
  const session = useSession().data;
  const [widgets, setWidgets] = useStartPage();
  const [arranging, setArranging] = useState(false);
  return (
    <Page
      title={t("home.title", { name: session?.user.name ?? "" })}
      actions={<Button variant={arranging ? "filled" : "subtle"} size="xs" leftSection={<IconLayoutGrid size={16} aria-hidden />} aria-pressed={arranging} onClick={() => setArranging(!arranging)} data-testid="arrange">{t(arranging ? "home.arranged" : "home.arrange")}</Button>}
    >
      {session?.roles.length === 0 && <EmptyState title={t("home.no_role")} text={t("home.no_role_text")} icon={<IconLock size={24} />} />}
      {arranging ? (
        <Suspense><ArrangePanel widgets={widgets} onChange={setWidgets} /></Suspense>
      ) : (
        <div className="widgets">
          {widgets.map((widget) => (
            <div key={widget.id} className="widget" style={{ "--width": widget.width, "--height": widget.height } as React.CSSProperties} data-kind={widget.kind} data-testid={`widget-${widget.id}`}>
              <WidgetBody widget={widget} />
            </div>
          ))}
        </div>
      )}
    </Page>
  );
}
