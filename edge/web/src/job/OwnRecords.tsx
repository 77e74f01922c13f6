import { IconPlus } from "@tabler/icons-react";
import { useOwnTypes } from "../agent/queries";
import type { Visit } from "../agent/types";
import { Row } from "../own/OwnList";
import { labelOf, pluralOf } from "../own/words";
import { Press } from "../parts/Press";
import { go, ownPath } from "../router";
import { useText } from "../text";

/// What the company keeps in types of its own about this job, its site or its equipment.
export function OwnRecords({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  const { data: types } = useOwnTypes();
  return visit.own?.map((section) => {
    const type = types?.find((one) => one.key === section.type);
    if (!type) return null;
    return (
      <section key={type.key} aria-label={pluralOf(type, language)} data-testid={`job-own-${type.key}`}>
        <h2>{pluralOf(type, language)}</h2>
        {section.rows.length === 0 && <p className="empty">{t("own.empty")}</p>}
        <div className="rows">{section.rows.map((row) => <Row key={row.id} type={type} row={row} />)}</div>
        {type.may_create && (
          <Press icon={<IconPlus aria-hidden />} onClick={() => go(ownPath(type.key, "new", visit.id))} data-testid={`job-own-new-${type.key}`}>
            {t("own.new", { name: labelOf(type, language) })}
          </Press>
        )}
      </section>
    );
  });
}
