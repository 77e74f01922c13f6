#pragma once
#include <filesystem>

#include "tests/load/van.hpp"

namespace load {

/// Vans come in as real ones do, each with a key of its own and a code of the office, some at once.
/// `vans`: {device, code, technician, work_order, label} each. Throws Error{unavailable} with what
/// the hub answered.
std::vector<Identity> enrol(const nlohmann::json& vans, const std::string& host, std::uint16_t port,
                            const std::filesystem::path& folder);

}  // namespace load
