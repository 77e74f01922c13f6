import { dateText } from "../format";
import { Loaded } from "../parts/Loaded";
import { say } from "../parts/said";
import { Note } from "../parts/Texts";
import { go } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { EnrolForm } from "./EnrolForm";
import { useEnrolment } from "./useEnrolment";

/// A certificate that has ended, or will: a code of the office again. What the van holds stays as it is.
export function Enrol() {
  const { t, language } = useText();
  const query = useEnrolment();
  return (
    <Screen title={t("enrol.again_title")} back={{ path: "#/me", name: t("nav.me") }}>
      <Loaded query={query}>
        {(enrolment) =>
          enrolment && (
            <div className="page">
              <Note tone={enrolment.state === "holds" ? "plain" : "attention"} testid="enrol-until" live="off">
                <p>{t(enrolment.state === "ended" ? "enrol.ended" : "enrol.until", { day: dateText(enrolment.until, language) })}</p>
                {enrolment.trouble && <p>{t("enrol.trouble", { reason: enrolment.trouble })}</p>}
              </Note>
              <p>{t("enrol.again_text")}</p>
              <EnrolForm enrolment={enrolment} done={() => { say(t("enrol.done")); go("#/me"); }} />
            </div>
          )
        }
      </Loaded>
    </Screen>
  );
}
