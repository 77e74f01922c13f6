#pragma once
#include <set>
#include <string>

#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"

namespace hub::domain::crm {

/// Ids of the users whom a text mentions by their whole name behind an "@": "please ask @Anna
/// Müller". Of two names that begin alike the longer one; of users with the same name all. At most
/// 20 mentions are looked at.
std::set<std::string> mentioned_users(common::rules::Records& records, const std::string& text);

/// The name of whoever acts; empty for rules and jobs.
std::string acting_name(common::rules::Records& records);

/// "Account": the kind of record alone; its title is not for everybody who is told.
common::Sentence label_of(common::rules::Records& records, const std::string& type);

}  // namespace hub::domain::crm
