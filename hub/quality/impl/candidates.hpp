#pragma once
#include <map>
#include <string>
#include <vector>

#include "hub/quality/identity.hpp"
#include "hub/store/schemas.hpp"

namespace hub::quality::impl {

using store::Connection;

/// Of those of the ids that are there and not deleted.
std::map<std::string, Identity> load_identities(Connection& connection, const store::Schema& schema,
                                                const std::string& tenant, const RecordType& type,
                                                const std::vector<std::string>& ids);

struct Candidate {
  std::string id;
  Score score;
};
/// Records that share a key with the identity and reach `score_min`, best first; but for `but`.
/// What more than 100 records share tells nobody apart and is passed over.
std::vector<Candidate> find_candidates(Connection& connection, const store::Schema& schema,
                                       const std::string& tenant, const RecordType& type,
                                       const Identity& identity, const std::string& but);

}  // namespace hub::quality::impl
