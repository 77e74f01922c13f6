import { SegmentedControl } from "@mantine/core";
import { chooseLanguage, type Language } from "@common/i18n";
import { refresh, useStatus } from "../agent/queries";
import type { Status } from "../agent/types";
import { useEnrolment } from "../enrol/useEnrolment";
import { dateText } from "../format";
import { CrewCard } from "../crew/CrewCard";
import { Loaded } from "../parts/Loaded";
import { Press } from "../parts/Press";
import { PhonesCard } from "../phones/PhonesCard";
import { changeSettings, useSettings } from "../settings/settings";
import { Screen } from "../shell/Screen";
import { useText } from "../text";

export function Me() {
  const { t } = useText();
  const query = useStatus();
  return (
    <Screen title={t("me.title")}>
      <div className="page">
        {query.data && <CrewCard status={query.data} />}
        <PhonesCard />
        <Choices />
        <Loaded query={query}>{(status) => <Facts status={status} />}</Loaded>
        {query.data && <Following status={query.data} />}
        <Certificate />
      </div>
    </Screen>
  );
}

function Choices() {
  const { t } = useText();
  const settings = useSettings();
  return (
    <section className="card settings" aria-label={t("me.look")}>
      <Choice
        name="look" label={t("me.look")} value={settings.look}
        options={[["light", t("me.light")], ["dark", t("me.dark")], ["auto", t("me.auto")]]}
        choose={(look) => changeSettings({ look: look as typeof settings.look })}
      />
      <Choice
        name="language" label={t("me.language")} value={settings.language} options={[["en", "English"], ["de", "Deutsch"]]}
        choose={(language) => {
          changeSettings({ language: language as Language, keyboardLayout: language as Language });
          // What the agent has said stands there in the language of before.
          void chooseLanguage(language).then(refresh);
        }}
      />
      <Choice
        name="keyboard" label={t("me.keyboard")} help={t("me.keyboard_help")} value={settings.keyboard ? "on" : "off"}
        options={[["on", t("common.on")], ["off", t("common.off")]]}
        choose={(on) => changeSettings({ keyboard: on === "on" })}
      />
      <Choice
        name="hand" label={t("me.hand")} value={settings.hand} options={[["left", t("me.left")], ["right", t("me.right")]]}
        choose={(hand) => changeSettings({ hand: hand as typeof settings.hand })}
      />
      {document.fullscreenEnabled && (
        <Press onClick={() => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())}>
          {t("me.full_screen")}
        </Press>
      )}
    </section>
  );
}

function Choice({ name, label, help, value, options, choose }: {
  name: string; label: string; help?: string; value: string; options: [string, string][]; choose: (value: string) => void;
}) {
  return (
    <div className="setting">
      <span>{label}{help && <span className="muted small block">{help}</span>}</span>
      <SegmentedControl
        aria-label={label}
        value={value}
        onChange={choose}
        data={options.map(([key, text]) => ({ value: key, label: text }))}
        data-testid={`me-${name}`}
      />
    </div>
  );
}

/// Whoever is driven about by a computer has a right to know what it tells of him.
function Following({ status: { following } }: { status: Status }) {
  const { t } = useText();
  if (!following) return null;
  const { recorded, why } = following;
  return (
    <section className="card" aria-label={t("me.following")} data-testid="me-following">
      <strong>{recorded ? t("me.recorded") : t("me.not_recorded")}</strong>
      <p className="muted">{t(`me.following_${why}`)} {!recorded && t("me.following_presses")}</p>
    </section>
  );
}

function Certificate() {
  const { t, language } = useText();
  const { data } = useEnrolment();
  if (!data?.until) return null;
  return (
    <p className="muted" data-testid="me-certificate">
      {t("me.certificate", { day: dateText(data.until, language) })} <a href="#/enrol">{t("enrol.again")}</a>
    </p>
  );
}

const nameOf = (device: Status["device"]): string =>
  typeof device === "string" ? device : (device.serial ?? device.name ?? device.id ?? "");

function Facts({ status }: { status: Status }) {
  const { t } = useText();
  const { position } = status;
  const facts: [string, string, string][] = [
    ["technician", t("me.technician"), status.technician?.name ?? t("me.nobody")],
    ["company", t("me.company"), typeof status.company === "string" ? status.company : status.company.name],
    ["device", t("me.device"), nameOf(status.device)],
    ["version", t("me.version"), status.version],
    ["storage", t("me.storage"), `${status.storage.used_percent} %`],
    ["position", t("me.position"), position
      ? [`${position.latitude.toFixed(5)}, ${position.longitude.toFixed(5)}`,
        position.accuracy_m != null && t("me.accuracy", { metres: Math.round(position.accuracy_m) })].filter(Boolean).join(" ")
      : t(`gps.${status.gps === "ok" ? "no_position" : status.gps}`)],
  ];
  return (
    <dl className="facts">
      {facts.map(([key, label, value]) => (
        <div key={key}><dt>{label}</dt><dd data-testid={`me-${key}`}>{value}</dd></div>
      ))}
    </dl>
  );
}
