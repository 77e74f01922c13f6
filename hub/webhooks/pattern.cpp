#include "hub/webhooks/pattern.hpp"

#include <algorithm>
#include <array>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"

namespace hub::webhooks {
namespace {

constexpr std::array<std::string_view, 5> events{"created", "changed", "deleted", "restored",
                                                 "moved"};

bool is_area(std::string_view type) {
  return type.size() > 2 && type.ends_with(".*");
}

bool is_type(const std::string& type, const common::schema::Catalogue& catalogue) {
  if (type == "*") return true;
  if (!is_area(type)) {
    auto known = catalogue.find(type);
    return known && is_told(*known);
  }
  auto area = type.substr(0, type.size() - 1);
  return std::any_of(catalogue.types().begin(), catalogue.types().end(),
                     [&](auto& known) { return known->name.starts_with(area) && is_told(*known); });
}

}  // namespace

bool Pattern::fits(std::string_view of_type, std::string_view of_event) const {
  if (event != "*" && event != of_event) return false;
  if (type == "*" || type == of_type) return true;
  return is_area(type) && of_type.starts_with(std::string_view(type).substr(0, type.size() - 1));
}

Pattern parse_pattern(const std::string& text, const common::schema::Catalogue& catalogue) {
  if (text == "*") return {"*", "*"};
  auto dot = text.rfind('.');
  if (dot == text.npos || dot == 0 || dot + 1 == text.size())
    common::refuse("events",
                   common::say("\"{}\": expected <type>.<event>, crm.Account.changed", text));
  Pattern pattern{text.substr(0, dot), text.substr(dot + 1)};
  if (pattern.event != "*" &&
      std::find(events.begin(), events.end(), pattern.event) == events.end())
    common::refuse(
        "events",
        common::say("\"{}\": the event is created, changed, deleted, restored, moved or *", text));
  if (!is_type(pattern.type, catalogue))
    common::refuse("events", common::say("\"{}\": there is no record type \"{}\" to listen to",
                                         text, pattern.type));
  return pattern;
}

std::string event_of(const store::ChangeRow& change) {
  if (change.action == "create") return "created";
  if (change.action == "delete") return "deleted";
  if (change.action == "restore") return "restored";
  auto fields = common::codec::parse_json(change.fields);
  return fields.contains("state") ? "moved" : "changed";
}

bool is_told(const common::schema::RecordType& type) {
  return !type.options->internal() && type.name != "admin.WebhookDelivery" &&
         type.name != "admin.WebhookEndpoint";
}

}  // namespace hub::webhooks
