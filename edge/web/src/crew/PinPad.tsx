import { IconBackspace } from "@tabler/icons-react";
import { ProblemError } from "@common/api";
import { problemText } from "@common/problem";
import { useEffect, useRef, useState } from "react";
import { isUnreachable } from "../agent/client";
import { Press } from "../parts/Press";
import { Note } from "../parts/Texts";
import { useText } from "../text";

const digitsMin = 4;
const digitsMax = 8;
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Digits on large keys, for a hand in a glove; typed ones and a reader's go into the field, which never shows them.
export function PinPad({ label, wait = 0, send, done, cancel }: {
  label: string;
  /// Seconds until the next try.
  wait?: number;
  send: (pin: string) => Promise<unknown>;
  /// What the last key says.
  done?: string;
  cancel?: () => void;
}) {
  const { t } = useText();
  const [pin, setPin] = useState("");
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const left = useCountdown(wait);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const type = (text: string) => {
    setError(null);
    setPin(text.replace(/\D/g, "").slice(0, digitsMax));
    field.current?.focus();
  };
  const submit = async () => {
    if (working || left > 0 || pin.length < digitsMin) return;
    setWorking(true);
    try {
      await send(pin);
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setPin("");
      setWorking(false);
      field.current?.focus();
    }
  };

  return (
    <form className="pin" onSubmit={(event) => { event.preventDefault(); void submit(); }} data-testid="pin">
      <label className="pin-label" htmlFor="pin-field">{label}</label>
      <input
        id="pin-field" ref={field} className="pin-field" type="password" inputMode="none" autoComplete="off" value={pin}
        onChange={(event) => type(event.currentTarget.value)} data-testid="pin-field"
        aria-invalid={error ? true : undefined} aria-describedby="pin-said"
      />
      <div id="pin-said" className="pin-said" aria-live="assertive">
        {left > 0 && <Note tone="attention" live="off" testid="pin-wait">{t("crew.wait", { count: left })}</Note>}
        {left === 0 && error && <Note tone="danger" live="off" testid="pin-error">{whyOf(error, t)}</Note>}
      </div>
      <div className="pin-keys" role="group" aria-label={t("crew.keys")}>
        {digits.map((digit) => <Press key={digit} onClick={() => type(pin + digit)} data-testid={`pin-${digit}`}>{digit}</Press>)}
        <Press onClick={() => type(pin.slice(0, -1))} icon={<IconBackspace aria-hidden />} aria-label={t("keyboard.back")} data-testid="pin-back">{""}</Press>
        <Press onClick={() => type(`${pin}0`)} data-testid="pin-0">0</Press>
        <Press type="submit" look="main" working={working} disabled={left > 0 || pin.length < digitsMin} data-testid="pin-done">
          {done ?? t("crew.open")}
        </Press>
      </div>
      {cancel && <Press look="quiet" onClick={cancel} data-testid="pin-cancel">{t("common.cancel")}</Press>}
    </form>
  );
}

function whyOf(error: Error, t: ReturnType<typeof useText>["t"]): string {
  if (isUnreachable(error)) return t("common.unreachable_help");
  if (error instanceof ProblemError && error.errors.length > 0) return error.errors.map((one) => one.text).join(" ");
  return problemText(error, t);
}

/// Counts down by itself from what the agent said last.
function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds);
    if (seconds <= 0) return;
    const end = Date.now() + seconds * 1000;
    const timer = window.setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 250);
    return () => window.clearInterval(timer);
  }, [seconds]);
  return left;
}
