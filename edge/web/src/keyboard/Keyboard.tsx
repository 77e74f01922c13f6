import {
  IconArrowBigUp, IconArrowLeft, IconArrowRight, IconBackspace, IconCornerDownLeft, IconLanguage,
} from "@tabler/icons-react";
import { useEffect, useState, type PointerEvent, type ReactNode } from "react";
import { changeSettings, useSettings } from "../settings/settings";
import { useText } from "../text";
import { always, letters, signs, wantsCapital } from "./layouts";
import { moveCaret, typeInto } from "./typeInto";

type Field = HTMLInputElement | HTMLTextAreaElement;
type Kind = "text" | "number";

function fieldOf(target: EventTarget | null): Field | null {
  const typed = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
  return typed ? target : null;
}

/// A lifted finger is followed by its click, which closes at once; this is for where none comes.
const closeAfterMs = 80;

const kindOf = (field: Field): Kind => (field.dataset.keys === "number" ? "number" : "text");

/// The kiosk's keyboard and numeric pad: opens below the screen while a field has the focus, types into that field.
export function Keyboard() {
  const { keyboard } = useSettings();
  const [field, setField] = useState<Field | null>(null);

  useEffect(() => {
    if (!keyboard) return setField(null);
    const enter = (event: FocusEvent) => {
      const entered = fieldOf(event.target);
      if (!entered) return;
      // The system's own keyboard would come up as well on some boards.
      entered.inputMode = "none";
      setField(entered);
    };
    // Closing moves the page. While a finger is down it would slide what is pressed away from under it, so it waits.
    let fingerDown = false;
    let timer: number | undefined;
    const close = () => {
      if (!fingerDown && !fieldOf(document.activeElement)) setField(null);
    };
    const closeSoon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(close, closeAfterMs);
    };
    const down = () => (fingerDown = true);
    const up = () => {
      fingerDown = false;
      closeSoon();
    };
    document.addEventListener("pointerdown", down, true);
    document.addEventListener("pointerup", up, true);
    document.addEventListener("pointercancel", up, true);
    window.addEventListener("click", close);
    document.addEventListener("focusin", enter);
    document.addEventListener("focusout", closeSoon);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("pointerdown", down, true);
      document.removeEventListener("pointerup", up, true);
      document.removeEventListener("pointercancel", up, true);
      window.removeEventListener("click", close);
      document.removeEventListener("focusin", enter);
      document.removeEventListener("focusout", closeSoon);
    };
  }, [keyboard]);

  useEffect(() => {
    document.documentElement.dataset.typing = field ? "yes" : "no";
    field?.scrollIntoView({ block: "center" });
  }, [field]);

  if (!field) return null;
  return kindOf(field) === "number" ? <NumberPad field={field} /> : <Letters field={field} key={field.id} />;
}

/// A key never takes the focus: the field keeps its caret, and Enter of a scanner finds no key to press.
function Key(props: { children: ReactNode; label?: string; press: () => void; wide?: number; strong?: boolean; on?: boolean }) {
  const down = (event: PointerEvent) => {
    event.preventDefault();
    if (event.button === 0) props.press();
  };
  return (
    <button
      type="button"
      className="key"
      data-strong={props.strong || undefined}
      aria-pressed={props.on}
      aria-label={props.label}
      style={{ flexGrow: props.wide ?? 1 }}
      tabIndex={-1}
      onPointerDown={down}
      onMouseDown={(event) => event.preventDefault()}
      // A screen reader clicks without a pointer; detail is 0 then.
      onClick={(event) => event.detail === 0 && props.press()}
    >
      {props.children}
    </button>
  );
}

function Letters({ field }: { field: Field }) {
  const { t } = useText();
  const { keyboardLayout } = useSettings();
  const [page, setPage] = useState<"letters" | "signs">("letters");
  const [capital, setCapital] = useState(() => wantsCapital(field.value));
  const rows = page === "letters" ? letters[keyboardLayout] : signs;

  const press = (text: string, back = false) => {
    typeInto(field, text, back);
    setCapital(wantsCapital(field.value.slice(0, field.selectionStart ?? 0)));
  };
  const enter = () => {
    if (field instanceof HTMLTextAreaElement) press("\n");
    else if (field.form) field.form.requestSubmit();
    else field.blur();
  };
  const other = keyboardLayout === "de" ? "en" : "de";

  return (
    <div className="keyboard" role="region" aria-label={t("keyboard.label")} data-testid="keyboard">
      {rows.map((row, index) => (
        <div className="keys" key={index}>
          {index === 2 && page === "letters" && (
            <Key label={t("keyboard.shift")} press={() => setCapital(!capital)} on={capital} wide={1.5}>
              <IconArrowBigUp />
            </Key>
          )}
          {[...row].map((letter) => {
            const shown = capital && page === "letters" ? letter.toUpperCase() : letter;
            return <Key key={letter} press={() => press(shown)}>{shown}</Key>;
          })}
          {index === 2 && (
            <Key label={t("keyboard.back")} press={() => press("", true)} wide={1.5}><IconBackspace /></Key>
          )}
        </div>
      ))}
      <div className="keys">
        <Key press={() => setPage(page === "letters" ? "signs" : "letters")} wide={1.5}>
          {page === "letters" ? "12?" : "abc"}
        </Key>
        <Key label={t("keyboard.layout", { name: other.toUpperCase() })} press={() => changeSettings({ keyboardLayout: other })}>
          <IconLanguage />
        </Key>
        {always.slice(0, 1).map((sign) => <Key key={sign} press={() => press(sign)}>{sign}</Key>)}
        <Key press={() => press(" ")} wide={4}>{t("keyboard.space")}</Key>
        {always.slice(1).map((sign) => <Key key={sign} press={() => press(sign)}>{sign}</Key>)}
        <Key label={t("keyboard.left")} press={() => moveCaret(field, -1)}><IconArrowLeft /></Key>
        <Key label={t("keyboard.right")} press={() => moveCaret(field, 1)}><IconArrowRight /></Key>
        {field instanceof HTMLTextAreaElement && (
          <Key label={t("keyboard.enter")} press={enter}><IconCornerDownLeft /></Key>
        )}
        <Key press={() => field.blur()} wide={2} strong>{t("keyboard.done")}</Key>
      </div>
    </div>
  );
}

function NumberPad({ field }: { field: Field }) {
  const { t, language } = useText();
  const comma = language === "de" ? "," : ".";
  const rows = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]];
  const withLetters = field.dataset.letters === "yes";
  const [asText, setAsText] = useState(false);

  if (asText) return <Letters field={field} />;
  const press = (text: string) => typeInto(field, text);
  const side = [
    <Key key="back" label={t("keyboard.back")} press={() => typeInto(field, "", true)}><IconBackspace /></Key>,
    withLetters
      ? <Key key="abc" press={() => setAsText(true)}>abc</Key>
      : <Key key="minus" label="-" press={() => press("-")}>−</Key>,
    <Key key="comma" press={() => press(withLetters ? "-" : comma)}>{withLetters ? "-" : comma}</Key>,
  ];
  return (
    <div className="keyboard keyboard-pad" role="region" aria-label={t("keyboard.pad")} data-testid="numeric-pad">
      {rows.map((row, index) => (
        <div className="keys" key={index}>
          {row.map((digit) => <Key key={digit} press={() => press(digit)}>{digit}</Key>)}
          {side[index]}
        </div>
      ))}
      <div className="keys">
        <Key press={() => press("0")} wide={2}>0</Key>
        <Key press={() => field.blur()} wide={2} strong>{t("keyboard.done")}</Key>
      </div>
    </div>
  );
}
