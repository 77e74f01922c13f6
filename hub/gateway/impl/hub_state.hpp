#pragma once
#include <string>

#include "hub/store/database.hpp"

namespace hub::gateway::impl {

/// What the gateway keeps in `hub_state` between its transactions; empty: nothing.
std::string find_state(store::Connection& sql, const std::string& key);
void set_state(store::Connection& sql, const std::string& key, const std::string& value);
void drop_state(store::Connection& sql, const std::string& key);

}  // namespace hub::gateway::impl
