import { useState, type ReactNode } from "react";
import { SegmentedControl } from "@mantine/core";
import { chooseLanguage, type Language } from "@common/i18n";
import { refresh, useStatus } from "../agent/queries";
import { Keyboard } from "../keyboard/Keyboard";
import { Waiting } from "../parts/Loaded";
import { changeSettings, useSettings } from "../settings/settings";
import { useText } from "../text";
import { EnrolForm } from "./EnrolForm";
import { isNotEnrolled, useEnrolment } from "./useEnrolment";

/// A computer that no hub knows yet shows nothing but the way in.
export function EnrolGate({ children }: { children: ReactNode }) {
  const { data, error } = useStatus();
  const [isOut, setOut] = useState(false);
  // While it asks again there is neither answer nor error, and what is being typed must stay.
  const isOutNow = isNotEnrolled(error) || (isOut && !data);
  if (isOutNow !== isOut) setOut(isOutNow);
  return isOut ? <FirstEnrolment /> : children;
}

function FirstEnrolment() {
  const { t } = useText();
  const { hand, language } = useSettings();
  const { data } = useEnrolment();
  return (
    <div className="frame" data-hand={hand}>
      <header className="top"><h1 className="top-title">{t("enrol.title")}</h1></header>
      <main className="content" id="screen" tabIndex={0} data-testid="enrol">
        <div className="page">
          <p>{t("enrol.text")}</p>
          {data ? <EnrolForm enrolment={data} done={() => void refresh()} /> : <Waiting />}
          <SegmentedControl
            aria-label={t("me.language")} value={language} data={[{ value: "en", label: "English" }, { value: "de", label: "Deutsch" }]}
            onChange={(chosen) => {
              changeSettings({ language: chosen as Language, keyboardLayout: chosen as Language });
              void chooseLanguage(chosen as Language).then(refresh);
            }}
          />
        </div>
      </main>
      <Keyboard />
    </div>
  );
}
