#pragma once
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hub/store/store.hpp"
#include "proto/records/admin/privacy_request.pb.h"

namespace hub::privacy {

using store::Connection;
using store::Schema;
using truckroll::admin::PrivacyRequest;

/// One person: the records that stand for him, and where he is reached.
struct Subject {
  std::set<std::pair<std::string, std::string>> records;  ///< type, id
  std::set<std::string> addresses;                        ///< mail in lower case, phones as stored
  /// Records of persons that share no more than a telephone with him: somebody else's, perhaps.
  std::set<std::pair<std::string, std::string>> alike;
  bool has(const std::string& type, const std::string& id) const {
    return records.count({type, id}) > 0;
  }
};
nlohmann::json to_json(const Subject& subject);
Subject subject_from(const nlohmann::json& text);

/// The types whose records stand for a person: those that a request can be about.
std::vector<const store::RecordType*> person_types(const common::schema::Catalogue& catalogue);
bool is_person(const common::schema::Catalogue& catalogue, const store::RecordType& type);
/// Users, employees, technicians: who works here is named in much that is about others.
bool is_staff(std::string_view type_name);

/// Follows from what the request names: records of the same person in other roles (the user that an
/// employee is), and persons with the same mail address. Deleted records count.
Subject find_subject(Connection& connection, const Schema& schema, const std::string& tenant,
                     const PrivacyRequest& request);

}  // namespace hub::privacy
