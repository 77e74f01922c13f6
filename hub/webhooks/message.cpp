#include "hub/webhooks/message.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/records/rights.hpp"
#include "hub/records/views.hpp"
#include "hub/store/changes.hpp"
#include "hub/webhooks/pattern.hpp"

namespace hub::webhooks {
namespace {

using records::Caller;
using records::Json;
using records::RecordService;
using store::Connection;
using store::RecordType;
namespace options = common::schema::options;
namespace schema = common::schema;

constexpr std::size_t body_bytes_max = 256 << 10;

bool listens(const WebhookEndpoint& endpoint, const Caller& owner, const std::string& type,
             const std::string& event) {
  for (auto& text : endpoint.events()) {
    try {
      if (parse_pattern(text, owner.schema->catalogue).fits(type, event)) return true;
    } catch (const common::Error&) {
      // Of a type of the company's own that is gone: there is nothing to hear of it.
    }
  }
  return false;
}

bool is_sent(const WebhookEndpoint& endpoint, const std::string& field) {
  auto& fields = endpoint.fields();
  return fields.empty() || std::find(fields.begin(), fields.end(), field) != fields.end();
}

Json changed_fields(const WebhookEndpoint& endpoint, const Caller& owner, const RecordType& type,
                    const store::ChangeRow& change) {
  Json names = Json::array();
  auto fields = common::codec::parse_json(change.fields);
  for (auto& [name, values] : fields.items()) {
    auto field = store::find_logged_field(type, name);
    bool of_header = name == "state" || name == "tags" || name == "external_ids";
    if (!field && !of_header) continue;
    if (field && !owner.schema->access.may_see_field(owner.actor, type, *field)) continue;
    auto shown = field ? field->name : name;
    if (of_header || is_sent(endpoint, shown)) names.push_back(shown);
  }
  return names;
}

bool may_read(Connection& connection, const Caller& owner, const RecordType& type,
              const store::Message* record) {
  auto& access = owner.schema->access;
  if (!access.may(owner.actor, type, options::READ)) return false;
  if (access.reach(owner.actor, type, options::READ).kind == store::Reach::Kind::all) return true;
  return record && access.may_record(owner.actor, type, options::READ, *record, owner.context,
                                     find_in(owner, connection));
}

bool meets_condition(const WebhookEndpoint& endpoint, const Caller& owner, const RecordType& type,
                     Connection& connection, const store::Message* record) {
  if (endpoint.condition().empty()) return true;
  if (!record) return false;
  try {
    auto visible = owner.schema->access.reading(owner.actor).field;
    auto condition = common::expr::Expression::parse(endpoint.condition(), type,
                                                     owner.schema->catalogue, visible);
    return condition.evaluate(*record, owner.context, find_in(owner, connection)) == true;
  } catch (const common::Error& error) {
    common::log::warning("hub/webhooks", "an endpoint's condition does not fit",
                         {{"tenant", owner.actor.tenant},
                          {"endpoint", endpoint.header().id()},
                          {"error", error.text()}});
    return false;
  }
}

Json shown_record(const WebhookEndpoint& endpoint, const Caller& owner, const RecordType& type,
                  const store::Message& record) {
  auto visible = RecordService::visible(owner, type);
  return common::read_json(common::codec::to_json(type, record, [&](const store::Field& field) {
    return is_sent(endpoint, field.name) && (!visible || visible(field));
  }));
}

}  // namespace

std::optional<Message> message_of(const RecordService& service, Connection& connection,
                                  const Caller& owner, const WebhookEndpoint& endpoint,
                                  const store::ChangeRow& change) {
  auto type = owner.schema->catalogue.find(change.type);
  if (!type || !is_told(*type)) return std::nullopt;
  auto event = event_of(change);
  if (!listens(endpoint, owner, type->name, event)) return std::nullopt;
  auto record =
      owner.schema->tables.of(*type).find(connection, owner.actor.tenant, change.record, true);
  if (!may_read(connection, owner, *type, record.get()) ||
      !meets_condition(endpoint, owner, *type, connection, record.get()))
    return std::nullopt;
  if (record) records::leave_out_hidden(owner, *record);
  auto changed = changed_fields(endpoint, owner, *type, change);
  // Only what he may not see, or does not want, has changed.
  if (event == "changed" && changed.empty()) return std::nullopt;
  bool is_there = record && !schema::header(std::as_const(*record)).has_deleted_at();
  Json data{{"position", change.position}, {"record_type", type->name}, {"path", type->path},
            {"id", change.record},         {"version", change.version}, {"action", change.action},
            {"changed", changed},          {"record", nullptr}};
  if (is_there) {
    service.note_read(owner, *type, *record);
    data["record"] = shown_record(endpoint, owner, *type, *record);
  }
  auto name = type->name + "." + event;
  Json body{{"type", name}, {"timestamp", common::format_instant(change.at)}, {"data", data}};
  auto text = common::json_text(body);
  if (text.size() > body_bytes_max) {
    body["data"]["record"] = nullptr;
    body["data"]["record_left_out"] = "it is larger than 256 KiB; ask the API for it";
    text = common::json_text(body);
  }
  return Message{endpoint.header().id(),          name,           type->name, change.record,
                 std::to_string(change.position), std::move(text)};
}

}  // namespace hub::webhooks
