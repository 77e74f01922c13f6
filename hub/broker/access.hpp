#pragma once
#include <string_view>

namespace hub::broker {

/// What a client of the broker tries.
enum class Attempt { publish, receive, subscribe, sign_in };

/// Where the broker tells the hub what it refused (JSON, see Refusal).
inline constexpr std::string_view refused_topic = "truckroll/broker/refused";
/// Where the hub names a client whose session is to end; the lists of the broker are reread first.
inline constexpr std::string_view end_topic = "truckroll/broker/end";

/// The broker's access rules. `name` is the common name of the client's certificate, `topic` what
/// it publishes on or receives, or the filter that it subscribes to. Tenant and shard of a van are
/// not known here: the hub compares them with its registry.
bool may(std::string_view name, Attempt attempt, std::string_view topic);

/// Whether a client of that name may bear that client id there. Hub processes and observers of
/// telemetry choose one; a van's is its name, so that a second client ends the first on whatever
/// listener it connects.
bool may_bear(std::string_view name, std::string_view client_id, std::string_view topic);

}  // namespace hub::broker
