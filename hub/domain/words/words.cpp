#include "hub/domain/words/words.hpp"

#include <fmt/format.h>

#include "common/error/error.hpp"
#include "common/text/phone.hpp"
#include "common/text/text.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/crm/site.pb.h"

namespace hub::domain {

using common::say;
using common::Sentence;

namespace {

std::string clock_text(common::zone::LocalTime at) {
  return date::format("%H:%M", std::chrono::floor<std::chrono::minutes>(at));
}

struct Month {
  const char *english, *german;
};
constexpr Month months[] = {
    {"January", "Januar"},  {"February", "Februar"},  {"March", "März"},
    {"April", "April"},     {"May", "Mai"},           {"June", "Juni"},
    {"July", "Juli"},       {"August", "August"},     {"September", "September"},
    {"October", "Oktober"}, {"November", "November"}, {"December", "Dezember"}};

const Month& month_of(date::year_month_day day) {
  return months[static_cast<unsigned>(day.month()) - 1];
}

/// "20 Nov"
Sentence told_day(common::zone::LocalTime at) {
  date::year_month_day date{date::floor<date::days>(at)};
  auto day = static_cast<unsigned>(date.day());
  switch (static_cast<unsigned>(date.month())) {
    case 1:
      return say("{} Jan", day);
    case 2:
      return say("{} Feb", day);
    case 3:
      return say("{} Mar", day);
    case 4:
      return say("{} Apr", day);
    case 5:
      return say("{} May", day);
    case 6:
      return say("{} Jun", day);
    case 7:
      return say("{} Jul", day);
    case 8:
      return say("{} Aug", day);
    case 9:
      return say("{} Sep", day);
    case 10:
      return say("{} Oct", day);
    case 11:
      return say("{} Nov", day);
    default:
      return say("{} Dec", day);
  }
}

}  // namespace

Instant hub_now(Records& records) {
  return store::hub_transaction(records).received_at();
}

std::string job_name(const truckroll::field::WorkOrder& job) {
  return job.number().empty() ? job.summary() : job.number() + " " + job.summary();
}

Sentence state_label(const std::string& state) {
  return Sentence::label(common::text::to_label(state));
}

std::string zone_of_job(Records& records, const truckroll::field::WorkOrder& job) {
  if (auto site = records.find<truckroll::crm::Site>(job.site()))
    if (auto branch = records.find<truckroll::admin::Branch>(site->branch())) return branch->zone();
  return zone_of(records, {});
}

std::string local_clock(Instant at, const std::string& zone) {
  return clock_text(common::zone::to_local(at, zone));
}

Sentence told_at(Instant at, const std::string& zone) {
  auto local = common::zone::to_local(at, zone);
  return say("{} {}", told_day(local), clock_text(local));
}

Sentence told_span(Instant from, Instant to, const std::string& zone) {
  auto first = common::zone::to_local(from, zone), last = common::zone::to_local(to, zone);
  if (date::floor<date::days>(first) == date::floor<date::days>(last))
    return say("{} {}–{}", told_day(first), clock_text(first), clock_text(last));
  return say("{} {}–{} {}", told_day(first), clock_text(first), told_day(last), clock_text(last));
}

std::string local_span(Instant from, Instant to, const std::string& zone,
                       std::string_view language) {
  return told_span(from, to, zone).in(common::language_for(language));
}

bool is_german(std::string_view language) {
  return language.substr(0, 2) == "de";
}

std::string date_text(std::int32_t days, std::string_view language) {
  date::year_month_day day{date::sys_days{date::days{days}}};
  bool german = is_german(language);
  return fmt::format("{}{} {} {}", static_cast<unsigned>(day.day()), german ? "." : "",
                     german ? month_of(day).german : month_of(day).english,
                     static_cast<int>(day.year()));
}

std::string mail_of(const google::protobuf::RepeatedPtrField<truckroll::Channel>& channels) {
  std::string found;
  for (auto& channel : channels)
    if (channel.kind() == truckroll::CHANNEL_MAIL && (found.empty() || channel.primary()))
      found = channel.value();
  return found;
}

std::string mobile_of(const google::protobuf::RepeatedPtrField<truckroll::Channel>& channels) {
  std::string found;
  for (auto& channel : channels) {
    auto number = common::text::to_e164(channel.value());
    if (channel.kind() == truckroll::CHANNEL_MOBILE && !number.empty() &&
        (found.empty() || channel.primary()))
      found = number;
  }
  return found;
}

std::optional<std::string> setting(Records& records, const std::string& key) {
  for (auto& found : records.where<truckroll::admin::Setting>("key", key))
    if (found.of_case() == truckroll::admin::Setting::OF_NOT_SET) return found.value();
  return std::nullopt;
}

}  // namespace hub::domain
