#pragma once
#include "hub/records/caller.hpp"

namespace hub::records {

/// For rights that depend on other records, as this connection sees them.
inline common::expr::Find find_in(const Caller& caller, store::Connection& connection) {
  return store::find_through(connection, caller.schema->tables, caller.actor.tenant);
}

}  // namespace hub::records
