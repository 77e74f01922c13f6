#pragma once

namespace hub::gateway::guard {

/// Where the broker tells the hub of an attempt that it refused, as JSON: client (the certificate's
/// name), access ("publish", "subscribe", "read"), topic, before (refusals of the same client since
/// the notice before; there is at most one in ten seconds).
inline constexpr const char* notice_topic = "truckroll/refused";

}  // namespace hub::gateway::guard
