#pragma once
#include "common/sync/wire.hpp"
#include "hub/store/transaction.hpp"

namespace hub::gateway {

/// What a van says of itself, one row a device: not in the change log, as it changes each minute.
/// Times of the van's clock are stored by the hub's: its clock's error is taken from when the
/// message came. Texts and numbers are bounded; what makes no sense is left out. An error that is
/// not said any more is kept, with when it was said last.
void store_health(store::Connection& connection, const std::string& tenant,
                  const std::string& device, const common::sync::wire::Health& health,
                  common::Instant received);

/// What of it a page would show otherwise: whether anything waits, money, refusals, errors.
std::string health_text(const common::sync::wire::Health& health);
/// What open pages get, to ask anew: type "health", device.
std::string health_json(const std::string& device);

}  // namespace hub::gateway
