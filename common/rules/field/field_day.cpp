#include "proto/records/field/field_day.pb.h"

#include "common/codec/values.hpp"
#include "common/rules/field/day.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "proto/wire/actions/field.pb.h"

namespace common::rules::field {
namespace {

using truckroll::field::FieldDay;
using truckroll::wire::field::CloseDay;

/// Keeps with the day what had not reached the hub, and why it was closed all the same.
void close(Records& records, FieldDay& day, const CloseDay& input) {
  require_seen(input);
  if (records.can_move(day, "start-closing")) {
    records.move(day, "start-closing");
    records.save(day);
  }
  records.move(day, "close");
  *day.mutable_closed_at() = codec::to_timestamp(records.now());
  day.set_unsent(input.unsent());
  day.set_unsent_money(input.unsent_money());
  if (input.has_reason())
    day.set_unsent_reason(input.reason());
  else
    day.clear_unsent_reason();
  records.save_as_system(day);
}

const Rules<FieldDay> rules = Rules<FieldDay>().action<CloseDay>("close", close);

}  // namespace

void require_seen(const CloseDay& input) {
  if (input.unsent_money() <= 0 || !text::fold(input.reason()).empty()) return;
  refuse("reason",
         say("{} entries with money have not reached the office. Let the van connect first, or say "
             "why the day is closed all the same",
             input.unsent_money()));
}

}  // namespace common::rules::field
