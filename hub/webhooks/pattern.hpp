#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "common/schema/schema.hpp"
#include "hub/store/changes.hpp"

namespace hub::webhooks {

/// What an endpoint listens to: "<type>.<event>", where the type is one ("crm.Account"), an area
/// ("crm.*") or all ("*"), and the event is created, changed, deleted, restored, moved or "*".
/// "*" alone is everything.
struct Pattern {
  std::string type, event;
  bool fits(std::string_view of_type, std::string_view of_event) const;
};

/// Throws bad_input for field "events", saying what is not understood.
Pattern parse_pattern(const std::string& text, const common::schema::Catalogue& catalogue);

/// What happened to the record: "created", "changed", "deleted", "restored", or "moved" when its
/// state changed, whatever else changed with it.
std::string event_of(const store::ChangeRow& change);

/// Whether changes of these records are told at all: what webhooks write themselves is not, or each
/// delivery would be the cause of the next.
bool is_told(const common::schema::RecordType& type);

}  // namespace hub::webhooks
