import { useState } from "react";
import { JsonInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { common, type InputProps } from "./input";

/// Keeps what is typed while it is not yet JSON; only whole values go into the record.
export function JsonField(props: InputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (props.value === undefined || props.value === null ? "" : JSON.stringify(props.value, null, 2)));
  const change = (next: string) => {
    setText(next);
    if (next.trim() === "") return props.onChange(null);
    try {
      props.onChange(JSON.parse(next));
    } catch {
      // Not JSON yet: the input says so itself.
    }
  };
  const { error, ...shared } = common(props);
  return <JsonInput {...shared} error={error} value={text} onChange={change} validationError={t("field.not_json")} formatOnBlur autosize minRows={3} maxRows={16} className="wide" />;
}
