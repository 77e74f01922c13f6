#pragma once
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/rules/records.hpp"
#include "edge/day/crew.hpp"
#include "proto/records/field/scheduled_event.pb.h"

namespace edge::day {

/// What the van proposes by itself and the technician confirms.
struct Proposal {
  std::string visit;  ///< id
  common::Instant since;
  bool operator==(const Proposal&) const = default;
};

/// What every screen is drawn from: one consistent reading of the store, and who asks.
struct Screen {
  common::rules::Records& records;
  const Crew& crew;
  common::Instant now;
  /// Changed here, not yet at the hub.
  std::function<bool(const common::schema::RecordType&, const std::string& record)> is_waiting;
  std::optional<Proposal> proposal;
  /// All records of a type, oldest first.
  std::function<std::vector<std::unique_ptr<common::schema::Message>>(
      const common::schema::RecordType&)>
      list;
};

/// One visit as lists show it; the field names are those of the HTTP contract.
nlohmann::json make_card(const Screen& screen, const truckroll::field::ScheduledEvent& visit);
/// {day, visits, next}: visits of the branch's day and what is still open from before, then those
/// of the coming days; each in the order of their start.
nlohmann::json make_today(const Screen& screen);
/// The card with everything that belongs to the job. Throws not_found. Papers lack "pages", which
/// only who holds the files can tell; they carry "blob" for that.
nlohmann::json make_detail(const Screen& screen, const std::string& visit);
/// {items, reasons} of this van's own stock.
nlohmann::json make_stock(const Screen& screen);

}  // namespace edge::day
