#pragma once
#include <string>

#include "hub/store/transaction.hpp"

namespace hub::domain {

/// The delivered roles and number series of a new company.
void make_company_basics(store::Transaction& transaction);
/// An active user with one role; returns the id. The password is given as its hash.
std::string make_user(store::Transaction& transaction, const std::string& login,
                      const std::string& given, const std::string& family,
                      const std::string& password_hash, const std::string& role_key);

}  // namespace hub::domain
