#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/codec/person_name.hpp"
#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"
#include "common/rules/zones.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/values/values.pb.h"

/// What refusals, mails and papers call things, and what time it is where they are read.
namespace hub::domain {

using common::Instant;
using common::codec::person_name;
using common::rules::Records;
using common::rules::zone_of;
using common::zone::local_day;
using common::zone::local_instant;

/// When the hub took the command up; a van's own time may lie hours back.
Instant hub_now(Records& records);

std::string job_name(const truckroll::field::WorkOrder& job);  ///< "WO-0001 Boiler service"

/// "Part paid" of the state part_paid.
common::Sentence state_label(const std::string& state);

std::string local_clock(Instant at, const std::string& zone);  ///< "08:12"
/// Where the job is done: the zone of its site's branch, else as zone_of() without entity.
std::string zone_of_job(Records& records, const truckroll::field::WorkOrder& job);
/// Words exist in German, for a language that begins with "de", and in English for all others.
bool is_german(std::string_view language);
/// "20 November 2026", "20. November 2026"; of days since 1970.
std::string date_text(std::int32_t days, std::string_view language);
/// "20 Nov 08:00", "20. Nov. 08:00".
common::Sentence told_at(Instant at, const std::string& zone);
/// "20 Nov 08:00–09:30", "20. Nov. 08:00–09:30"; with both days when they differ.
common::Sentence told_span(Instant from, Instant to, const std::string& zone);
std::string local_span(Instant from, Instant to, const std::string& zone,
                       std::string_view language = "en");
/// The address to write to: the primary mail channel, else the first. Empty when there is none.
std::string mail_of(const google::protobuf::RepeatedPtrField<truckroll::Channel>& channels);

/// The mobile number to write to as E.164 ("+423781234567"): the primary one, else the first that
/// is a whole international number. Empty when there is none.
std::string mobile_of(const google::protobuf::RepeatedPtrField<truckroll::Channel>& channels);

/// The value of the company's setting as JSON text; nothing when it is not set.
std::optional<std::string> setting(Records& records, const std::string& key);

}  // namespace hub::domain
