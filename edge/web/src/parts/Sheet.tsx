import { Modal } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useText } from "../text";

/// A question that must be answered or closed before going on.
export function Sheet({ title, close, children, testid }: {
  title: string; close: () => void; children: ReactNode; testid?: string;
}) {
  const { t } = useText();
  return (
    <Modal.Root opened onClose={close} size="lg" centered transitionProps={{ duration: 0 }} classNames={{ inner: "sheet-inner" }}>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <div className="sheet" data-testid={testid}>
          <div className="sheet-head">
            <h2>{title}</h2>
            <button type="button" className="square" onClick={close} aria-label={t("common.close")} data-testid="sheet-close"><IconX /></button>
          </div>
          {children}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
