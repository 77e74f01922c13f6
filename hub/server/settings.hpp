#pragma once
#include "common/config/config.hpp"

namespace hub::server {

/// What the hub's configuration file may say, with bounds and defaults.
std::vector<common::Config::Key> settings();

}  // namespace hub::server
