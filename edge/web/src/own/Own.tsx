import { useOwnTypes } from "../agent/queries";
import type { OwnType } from "../agent/types";
import { Loaded } from "../parts/Loaded";
import { ownPath } from "../router";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { OwnList } from "./OwnList";
import { ChangeOwn, NewOwn } from "./OwnForm";
import { OwnDetail } from "./OwnDetail";
import { pluralOf } from "./words";

/// Records of the types that the company made itself: which types, one type's list, one record, its form.
export function Own({ type: key, record, visit }: { type?: string; record?: string; visit?: string }) {
  const { t } = useText();
  const query = useOwnTypes();
  const type = query.data?.find((one) => one.key === key);
  if (!type || !key) {
    return (
      <Screen title={t("own.title")} back={key ? { path: "#/own", name: t("own.title") } : undefined}>
        <Loaded query={query}>{(types) => <Types types={types} />}</Loaded>
      </Screen>
    );
  }
  if (!record) return <OwnList type={type} />;
  if (record === "new") return <NewOwn type={type} visit={visit} />;
  return visit === "change" ? <ChangeOwn type={type} id={record} /> : <OwnDetail type={type} id={record} />;
}

function Types({ types }: { types: OwnType[] }) {
  const { t, language } = useText();
  return (
    <div className="page">
      {types.length === 0 && <p className="empty">{t("own.none")}</p>}
      <div className="rows">
        {types.map((type) => (
          <a key={type.key} className="row" href={ownPath(type.key)} data-testid={`own-${type.key}`}>
            <span className="row-main"><strong>{pluralOf(type, language)}</strong>{type.help && <span className="muted">{type.help}</span>}</span>
          </a>
        ))}
      </div>
    </div>
  );
}
