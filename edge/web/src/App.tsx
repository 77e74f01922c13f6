import { Suspense, useEffect } from "react";
import { onButton, useLive } from "./agent/live";
import { useStatus } from "./agent/queries";
import { useTouch } from "./crew/crew";
import { Gate } from "./crew/Gate";
import { Keyboard } from "./keyboard/Keyboard";
import { Waiting } from "./parts/Loaded";
import { usePlace, type Place } from "./router";
import { useScanner } from "./scan/useScanner";
import { useSettings } from "./settings/settings";
import { Banners } from "./shell/Banners";
import { BottomBar } from "./shell/BottomBar";
import { SaidAloud } from "./shell/SaidLine";
import { piece } from "./parts/piece";
import { say } from "./parts/said";
import { useText } from "./text";
import { Today } from "./today/Today";

// Today is what a cold start shows; everything else comes in pieces of its own.
const Job = piece(async () => ({ default: (await import("./job/Job")).Job }));
const Stock = piece(async () => ({ default: (await import("./stock/Stock")).Stock }));
const Sync = piece(async () => ({ default: (await import("./sync/Sync")).Sync }));
const Own = piece(async () => ({ default: (await import("./own/Own")).Own }));
const Customers = piece(async () => ({ default: (await import("./sell/Customers")).Customers }));
const TakeOn = piece(async () => ({ default: (await import("./sell/TakeOn")).TakeOn }));
const Quotes = piece(async () => ({ default: (await import("./sell/Quotes")).Quotes }));
const Enrol = piece(async () => ({ default: (await import("./enrol/Enrol")).Enrol }));
const Me = piece(async () => ({ default: (await import("./me/Me")).Me }));

/// After the first screen is painted on the slowest board.
const fetchAheadMs = 500;

export function App() {
  const place = usePlace();
  const { hand } = useSettings();
  const { t, language } = useText();
  useLive(language);
  useEffect(
    () =>
      onButton(({ result, text }) => {
        if (result === "on_my_way") say(t("said.on-my-way"));
        else if (result === "already") say(t("button.already"));
        else say(result === "nothing_due" ? t("button.nothing_due") : (text ?? t("button.nothing_due")), "attention");
      }),
    [t],
  );
  useScanner((code) => say(t("scan.no_job", { code }), "attention"));
  useEffect(() => {
    // One that does not come now is fetched when it is wanted.
    const timer = window.setTimeout(() => [Job, Stock, Sync, Own, Customers, Quotes, Me].forEach((one) => one.fetch().catch(() => undefined)), fetchAheadMs);
    return () => window.clearTimeout(timer);
  }, []);
  useEffect(() => {
    // A new screen starts at its top, and a reader's focus with it.
    document.getElementById("screen")?.scrollTo(0, 0);
  }, [place.screen, place.visit, place.part, place.id]);

  const { data: status } = useStatus();
  const covered = status?.screen === "locked" || status?.screen === "sign_on";
  useTouch(status?.asks_pin === true && !covered);

  return (
    <div className="frame" data-hand={hand}>
      <Banners place={place} />
      <Suspense fallback={<Waiting />}>
        <Screen place={place} />
      </Suspense>
      <SaidAloud />
      <BottomBar screen={place.screen} />
      {covered && status && <Gate status={status} />}
      <Keyboard />
    </div>
  );
}

function Screen({ place }: { place: Place }) {
  switch (place.screen) {
    case "job":
      return place.visit ? <Job key={place.visit} visit={place.visit} part={place.part} id={place.id} /> : <Today />;
    case "stock":
      return <Stock />;
    case "sync":
      return <Sync />;
    case "customers":
      return <Customers key={place.id} id={place.id} />;
    case "take-on":
      return <TakeOn key={place.id} account={place.id ?? ""} />;
    case "quotes":
      return <Quotes key={`${place.id}/${place.part}/${place.visit}`} id={place.id} account={place.part} visit={place.visit} />;
    case "own":
      return <Own key={`${place.part}/${place.id}`} type={place.part} record={place.id} visit={place.visit} />;
    case "enrol":
      return <Enrol />;
    case "me":
      return <Me />;
    default:
      return <Today />;
  }
}
