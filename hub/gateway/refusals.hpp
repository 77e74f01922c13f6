#pragma once
#include <string>

#include "hub/gateway/counters.hpp"
#include "hub/store/store.hpp"

namespace hub::gateway {

/// The broker refused an attempt to publish or subscribe elsewhere, and told it as JSON
/// (hub/broker/refusals.hpp): counted, logged, and kept as an event of the device when it is one.
/// The broker bounds how many come. Throws storage.
void note_refusal(store::Store& store, Counters& counters, const std::string& json_text);

}  // namespace hub::gateway
