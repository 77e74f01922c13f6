import { textOr, useText } from "../text";

const tones: Record<string, string> = {
  done: "success", on_my_way: "primary", on_site: "primary", paused: "attention", sent: "attention",
  no_access: "danger", broken_off: "danger", cancelled: "danger", declined: "danger",
};

export function StateWord({ state }: { state: string }) {
  const { t } = useText();
  return <span className="word" data-tone={tones[state] ?? "plain"}>{textOr(t, `state.${state}`, state)}</span>;
}
