import { Checkbox } from "@mantine/core";
import { common, type InputProps } from "./input";

export function BooleanInput(props: InputProps<boolean>) {
  const { required: _, readOnly, ...shared } = common(props);
  return (
    <Checkbox
      {...shared} checked={props.value === true} disabled={readOnly} pt={{ base: 0, sm: 26 }}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}
