#pragma once
#include <string_view>

namespace hub::gateway::guard {

enum class Access { publish, subscribe, receive };

/// Whether the client of that name (its certificate's common name) may do that on the topic, or
/// with the topic filter it subscribes to. A van publishes below truckroll/1/+/+/<name>/up/ and
/// reads below …/<name>/down/; the hub does both everywhere below truckroll/ and spBv1.0/; an
/// observer, named like its tenant, reads below spBv1.0/<name>/.
bool is_allowed(std::string_view name, Access access, std::string_view topic);

}  // namespace hub::gateway::guard
