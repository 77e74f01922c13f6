import { SegmentedControl, TextInput } from "@mantine/core";
import { chooseLanguage, type Language } from "@common/i18n";
import { useState, type ReactNode } from "react";
import { refresh, useStatus } from "../agent/queries";
import { Press } from "../parts/Press";
import { Note, Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { changeSettings, useSettings } from "../settings/settings";
import { useText } from "../text";
import { codeOf, isWhole, phoneName, tidyCode } from "./code";
import { arePinsMissing, isUnpaired, pair } from "./phones";

/// A phone that the van does not know shows nothing but the way in.
export function PairGate({ children }: { children: ReactNode }) {
  const { data, error } = useStatus();
  const [isOut, setOut] = useState(false);
  // While it asks again there is neither answer nor error, and what is being typed must stay.
  const isOutNow = isUnpaired(error) || (isOut && !data);
  if (isOutNow !== isOut) setOut(isOutNow);
  return isOut ? <Pairing pinsMissing={arePinsMissing(error)} /> : children;
}

/// Taken out of the address at once: nobody finds it in the phone's history.
function takeCode(): string {
  const code = codeOf(location.pathname, location.hash);
  if (location.pathname === "/pair") history.replaceState(null, "", "/");
  return code;
}

function Pairing({ pinsMissing }: { pinsMissing: boolean }) {
  const { t } = useText();
  const { hand, language } = useSettings();
  const [code, setCode] = useState(takeCode);
  const [name, setName] = useState(() => phoneName(navigator.userAgent));
  const saving = useSaving(pair, () => void refresh());
  const isReady = isWhole(code) && name.trim() !== "";
  return (
    <div className="frame" data-hand={hand}>
      <header className="top"><h1 className="top-title">{t("phones.this")}</h1></header>
      <main className="content" id="screen" tabIndex={0} data-testid="pairing">
        <div className="page">
          {pinsMissing && <Note tone="attention" testid="pairing-pins">{t("phones.pins_missing")}</Note>}
          <p>{t("phones.ask")}</p>
          <form className="stack" onSubmit={(event) => { event.preventDefault(); if (isReady) saving.run({ code, name: name.trim() }); }}>
            <TextInput
              label={t("phones.code_label")} description={t("phones.code_help")} value={code} onChange={(event) => setCode(tidyCode(event.currentTarget.value))}
              autoCapitalize="characters" autoComplete="off" spellCheck={false} data-testid="pairing-code"
            />
            <TextInput
              label={t("phones.name")} description={t("phones.name_help")} value={name} onChange={(event) => setName(event.currentTarget.value)}
              maxLength={40} autoComplete="off" data-testid="pairing-name"
            />
            <Refusal error={saving.error} />
            <Press type="submit" look="main" tall working={saving.working} disabled={!isReady} data-testid="pairing-go">{t("phones.go")}</Press>
          </form>
          <SegmentedControl
            aria-label={t("me.language")} value={language} data={[{ value: "en", label: "English" }, { value: "de", label: "Deutsch" }]}
            onChange={(chosen) => {
              changeSettings({ language: chosen as Language, keyboardLayout: chosen as Language });
              void chooseLanguage(chosen as Language).then(refresh);
            }}
          />
        </div>
      </main>
    </div>
  );
}
