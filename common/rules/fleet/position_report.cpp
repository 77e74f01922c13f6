#include <nlohmann/json.hpp>

#include "common/geo/track.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "proto/records/fleet/position_report.pb.h"
#include "proto/wire/actions/fleet.pb.h"

namespace common::rules::fleet {
namespace {

using truckroll::fleet::PositionReport;

nlohmann::json keep_track(Records& records, PositionReport&,
                          const truckroll::wire::fleet::Track& input) {
  if (geo::decode_track(input.segment()).empty()) refuse("segment", "expected at least one point");
  nlohmann::json payload{{"device", records.actor().device},
                         {"technician", records.actor().technician},
                         {"work_order", input.work_order()},
                         {"segment", to_base64(input.segment())}};
  records.enqueue("track", records.new_id(records.catalogue().of<PositionReport>()),
                  common::json_text(payload), records.now());
  return nlohmann::json::object();
}

const Rules<PositionReport> position_report_rules =
    Rules<PositionReport>().collection_action<truckroll::wire::fleet::Track>("track", keep_track);

}  // namespace
}  // namespace common::rules::fleet
