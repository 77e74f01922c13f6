import { lazy, Suspense } from "react";
import { Skeleton } from "@mantine/core";
import { AboutInput } from "./AboutInput";
import { AddressInput } from "./AddressInput";
import { BlobInput } from "./BlobInput";
import { BooleanInput } from "./BooleanInput";
import { ChoiceInput } from "./ChoiceInput";
import type { InputProps } from "./input";
import { DurationInput } from "./DurationInput";
import { InstantInput } from "./InstantInput";
import { JsonField } from "./JsonField";
import { LinesInput } from "./LinesInput";
import { MoneyInput } from "./MoneyInput";
import { NumericInput } from "./NumericInput";
import { PartsInput } from "./PartsInput";
import { PositionInput } from "./PositionInput";
import { QuantityInput } from "./QuantityInput";
import { ReferenceInput } from "./ReferenceInput";
import { TextField } from "./TextField";
import { TypeInput } from "./TypeInput";
import { isTypeName } from "./types";
import { UnitInput } from "./UnitInput";
import { isUnitCode } from "./visible";

const RecurrenceInput = lazy(() => import("../recurrence/RecurrenceInput").then((module) => ({ default: module.RecurrenceInput })));

/// The one switch from a field's kind to its input.
export function FieldInput(props: InputProps) {
  const as = <T,>() => props as InputProps<T>;
  switch (props.field.kind) {
    case "lines": return <LinesInput {...as<Record<string, unknown>[]>()} />;
    case "reference": return <ReferenceInput {...as<string | string[]>()} />;
    case "about": return <AboutInput {...as<{ type: string; id: string }>()} />;
    case "choice": return <ChoiceInput {...as<string | string[]>()} />;
    case "boolean": return <BooleanInput {...as<boolean>()} />;
    case "integer":
    case "number":
    case "decimal":
      if (props.field.widget === "duration_minutes" && !props.field.list) return <DurationInput {...as<number>()} />;
      return props.field.list ? <JsonField {...props} /> : <NumericInput {...as<string | number>()} />;
    case "money": return <MoneyInput {...as<{ amount: string; currency: string }>()} />;
    case "quantity": return <QuantityInput {...as<{ value: string; unit: string }>()} />;
    case "instant":
    case "date": return <InstantInput {...as<string>()} />;
    case "address": return <AddressInput {...as<Record<string, unknown>>()} />;
    case "person_name": return <PartsInput {...as<Record<string, unknown>>()} parts={["title", "given", "family"]} />;
    case "recurrence": return <Suspense fallback={<Skeleton h={120} />}><RecurrenceInput {...as<object>()} /></Suspense>;
    case "position": return <PositionInput {...as<Record<string, unknown>>()} />;
    case "json": return <JsonField {...props} />;
    case "bytes": return <BlobInput {...as<string>()} />;
    default:
      if (isUnitCode(props.field)) return <UnitInput {...as<string>()} />;
      if (isTypeName(props.field)) return <TypeInput {...as<string | string[]>()} />;
      return props.field.widget === "blob" ? <BlobInput {...as<string>()} /> : <TextField {...as<string | string[]>()} />;
  }
}
