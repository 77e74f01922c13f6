import { Modal } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useStatus } from "../agent/queries";
import type { Sums as SumsOf } from "../agent/types";
import { Press } from "../parts/Press";
import { useText } from "../text";
import { Sums } from "./Sums";

/// A paper over the whole screen, in large type, for the eyes of the customer: nothing of the app beside it.
export function ShowCustomer({ title, name, sums }: { title: string; name: string; sums: SumsOf }) {
  const { t } = useText();
  const company = useStatus().data?.company;
  const [shown, setShown] = useState(false);
  const close = () => setShown(false);
  return (
    <>
      <Press icon={<IconEye aria-hidden />} onClick={() => setShown(true)} data-testid="show-customer">{t("sums.show")}</Press>
      <Modal.Root opened={shown} onClose={close} fullScreen transitionProps={{ duration: 0 }}>
        <Modal.Content aria-label={title}>
          <div className="shown" data-testid="shown">
            <div className="shown-paper">
              {company && <p>{typeof company === "string" ? company : company.name}</p>}
              <h1>{title}</h1>
              <p><strong>{name}</strong></p>
              <Sums sums={sums} />
            </div>
            <Press look="main" tall onClick={close} data-testid="shown-back">{t("sums.back")}</Press>
          </div>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
