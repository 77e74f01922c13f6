#pragma once
#include <span>
#include <string>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// What vans make without network and give a number.
inline constexpr const char* van_series[] = {"paperwork_document", "quote", "payment",
                                             "van_invoice", "work_order"};
/// The series of a number that vans give from their blocks; empty when the field is none.
std::string series_of(const common::schema::Field& field);
inline constexpr std::int64_t numbers_left_min = 20;
inline constexpr std::int64_t block_size = 50;

/// Leases a further block of each series of which the device has fewer than numbers_left_min
/// numbers left; how many. Of a series that the company lacks there is none.
int lease_numbers(store::Transaction& transaction, const std::string& device,
                  std::span<const char* const> uses = van_series);

/// Blocks that were leased before the device was last let in end: who asks for it holds nothing,
/// so that he does not know which of their numbers stand on papers already.
void end_blocks_of_before(store::Transaction& transaction, const std::string& device);

/// True when the number lies in a block that the device has or had; notes it as used, and leases a
/// further block where few numbers are left. `as`: who notes it.
bool use_leased_number(store::Transaction& transaction, const store::Store& store,
                       const store::Command& as, const std::string& device,
                       const std::string& series, const std::string& number);

}  // namespace hub::gateway
