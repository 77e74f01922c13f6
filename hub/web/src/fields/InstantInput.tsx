import { useTranslation } from "react-i18next";
import { place } from "@common/format";
import { DayInput } from "./DayInput";
import { common, type InputProps } from "./input";
import { MomentInput } from "./MomentInput";

/// Instants are typed as wall clock of the user's zone, which is named; days have no zone.
export function InstantInput(props: InputProps<string>) {
  const { t } = useTranslation();
  const { field, value, onChange } = props;
  const shared = common(props);
  if (field.kind === "date") return <DayInput {...shared} value={value} onChange={onChange} />;
  const { zone } = place();
  return <MomentInput {...shared} description={field.help || t("field.zone", { zone })} value={value} onChange={onChange} zone={zone} />;
}
