#include "common/text/json_text.hpp"
#include "proto/records/crm/proposed_value.pb.h"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/domain/crm/enrich/enrich.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/access.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/transaction.hpp"
#include "proto/wire/actions/hub_crm.pb.h"

namespace hub::domain::crm {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::codec::Json;
using common::rules::Records;
using common::schema::FieldKind;
using common::schema::Message;
using common::schema::RecordType;
using truckroll::crm::ProposedValue;
namespace options = common::schema::options;
namespace input = truckroll::wire::hub_crm;

constexpr auto looked_back = std::chrono::hours(48);

/// Whoever accepts writes: he must be able to change the record and the field himself.
void require_may_change(Records& records, const RecordType& type,
                        const common::schema::Field& field, const Message& record) {
  auto& actor = records.actor();
  if (actor.system || actor.user.empty() || actor.has("admin")) return;
  auto& transaction = store::hub_transaction(records);
  auto today = common::zone::local_day(records.now(), "");
  auto context = store::context_of(actor, today, records.now());
  context.circle = store::load_circle(transaction.sql(), actor, today);
  auto access = transaction.access();
  bool may = access && access->may_change_field(actor, type, field) &&
             access->may_record(
                 actor, type, options::CHANGE, record, context,
                 store::find_through(transaction.sql(), transaction.tables(), actor.tenant));
  if (!may)
    throw Error(ErrorCode::forbidden,
                say("your role may not change this {}", Sentence::label(type.label)), "about");
}

[[noreturn]] void entered(const std::string& field) {
  throw Error(ErrorCode::conflict,
              "somebody has entered a value in the meantime, and what was entered stays; reject "
              "the proposal",
              field);
}

/// A line that is to be added, unless one like it is there.
Json with_line(const Json& lines, const Json& line) {
  Json all = lines.is_array() ? lines : Json::array();
  for (auto& there : all) {
    bool same = line.contains("kind") ? there.value("kind", Json()) == line["kind"] : true;
    if (same) return {};
  }
  all.push_back(line);
  return all;
}

/// The record's patch; what is set already is never replaced.
Json patch_of(const RecordType& type, const Message& record, const ProposedValue& proposed) {
  auto dot = proposed.field().find('.');
  auto name = proposed.field().substr(0, dot);
  auto& field = type.field(name);
  auto stored = common::read_json(common::codec::to_json(type, record));
  auto value = common::try_read_json(proposed.value());
  bool text = value.is_discarded() || !value.is_object();
  if (text) value = proposed.value();
  if (field.kind == FieldKind::lines) {
    auto lines = with_line(stored.value(name, Json()), value);
    if (lines.is_null()) entered(name);
    return {{name, lines}};
  }
  if (dot == std::string::npos) {
    if (stored.contains(name)) entered(name);
    return {{name, value}};
  }
  auto part = proposed.field().substr(dot + 1);
  auto whole = stored.value(name, Json::object());
  if (whole.contains(part)) entered(name);
  whole[part] = value;
  return {{name, whole}};
}

void accept(Records& records, ProposedValue& proposed) {
  auto& type = records.catalogue().type(proposed.about().type());
  auto record = records.load_message(type, proposed.about().id());
  auto& field = type.field(proposed.field().substr(0, proposed.field().find('.')));
  require_may_change(records, type, field, *record);
  if (field.readonly() || field.options->secret())
    common::refuse("field", say("{} takes no value in \"{}\"", Sentence::label(type.label),
                                Sentence::label(field.label)));
  common::codec::merge_json(type, *record, patch_of(type, *record, proposed));
  records.save(*record);
  records.move(proposed, "accept");
  records.save(proposed);
}

/// On demand: of one record, of one type, or of all.
nlohmann::json look(Records& records, ProposedValue&, const input::LookForValues& wanted) {
  Look look{wanted.has_about() ? wanted.about().type() : wanted.type(),
            wanted.has_about() ? wanted.about().id() : std::string(), 0};
  if (!look.type.empty() && !is_looked_at(look.type))
    common::refuse("type", "values are looked for of accounts, contacts, sites and leads");
  auto key = look.type + "|" + look.record + "|" + common::format_instant(records.now());
  records.enqueue(enrich_job, key, encode(look), records.now());
  return {{"asked", true}};
}

void look_nightly(Records& records) {
  if (setting(records, "enrichment.nightly").value_or("true") == "false") return;
  auto day = common::format_instant(records.now()).substr(0, 10);
  Look look{"", "", common::to_micros(records.now() - looked_back)};
  records.enqueue(enrich_job, "nightly|" + day, encode(look), records.now());
}

const common::rules::Effects<ProposedValue> effects =
    common::rules::Effects<ProposedValue>()
        .action("accept", accept)
        .collection_action<input::LookForValues>("look", look)
        .daily("enrichment", look_nightly);

}  // namespace
}  // namespace hub::domain::crm
