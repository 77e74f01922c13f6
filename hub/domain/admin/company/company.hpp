#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::domain {

/// The delivered roles, number series and posting rules of a new company.
void make_company_basics(store::Transaction& transaction);
/// Adds what newer releases deliver to companies that were made before; at the hub's start. Roles
/// and number series: those whose key the company never had; nothing of its own is changed. Posting
/// rules: where there has never been one, not even one deleted since.
void complete_companies(store::Store& store);
/// An active user with one role; returns the id. The password is given as its hash.
std::string make_user(store::Transaction& transaction, const std::string& login,
                      const std::string& given, const std::string& family,
                      const std::string& password_hash, const std::string& role_key);

}  // namespace hub::domain
