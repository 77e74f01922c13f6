#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/records.hpp"

namespace hub::store {

using common::rules::Actor;
using common::schema::Catalogue;
using common::schema::RecordType;
namespace options = common::schema::options;

// What a program may be let do with somebody's rights, as "what:how":
//   read, write                every record type
//   crm:read, crm:write        the types of an area
//   accounts:read, …:write     one type, by its path in the API
//   administer                 what is for administrators beyond records: the read log, health
// Writing includes reading. A scope gives nothing that its user has no right to.

/// Whether the token that the actor came with, if any, is for this. Called by Access, before the
/// roles are asked; nobody else needs to.
bool in_scope(const Actor& actor, const RecordType& type, options::May right);
/// The role admin, unless the actor came with a token that is not for that.
bool is_administrator(const Actor& actor);

/// Words of a blank-separated list, each once. Throws bad_input naming the first that is none.
std::vector<std::string> parse_scopes(std::string_view text, const Catalogue& catalogue);
bool is_scope(std::string_view scope, const Catalogue& catalogue);
/// Whether everything that `wanted` gives is given by one of `granted`.
bool covers(const std::vector<std::string>& granted, std::string_view wanted,
            const Catalogue& catalogue);

}  // namespace hub::store
