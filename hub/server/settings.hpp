#pragma once
#include "common/config/config.hpp"

namespace hub::server {

/// What the hub's configuration file may say, with bounds and defaults.
std::vector<common::Config::Key> settings();
/// Throws bad_input, each mistake with its place and what was expected, for what types cannot say:
/// addresses of no use, folders and files that are not there, a key that is not the certificate's.
void check_settings(const common::Config& config);
/// For log::set_thresholds().
std::string log_thresholds(const common::Config& config);

}  // namespace hub::server
