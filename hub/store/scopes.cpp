#include "hub/store/scopes.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace hub::store {
namespace {

bool gives(const std::set<std::string>& scopes, const RecordType& type, const std::string& how) {
  return scopes.count(how) || scopes.count(type.area + ":" + how) ||
         scopes.count(type.path + ":" + how);
}

struct Parts {
  std::string what, how;
};

/// "read" is everything's: no `what`.
Parts parts_of(std::string_view scope) {
  auto colon = scope.find(':');
  if (colon == scope.npos) return {"", std::string(scope)};
  return {std::string(scope.substr(0, colon)), std::string(scope.substr(colon + 1))};
}

}  // namespace

bool in_scope(const Actor& actor, const RecordType& type, options::May right) {
  if (!actor.scopes || actor.system) return true;
  return gives(*actor.scopes, type, "write") ||
         (right == options::READ && gives(*actor.scopes, type, "read"));
}

bool is_administrator(const Actor& actor) {
  return actor.has("admin") && (!actor.scopes || actor.scopes->count("administer") > 0);
}

bool is_scope(std::string_view scope, const Catalogue& catalogue) {
  if (scope == "administer") return true;
  auto parts = parts_of(scope);
  if (parts.how != "read" && parts.how != "write") return false;
  if (parts.what.empty()) return scope.find(':') == scope.npos;
  return std::any_of(catalogue.types().begin(), catalogue.types().end(), [&](auto& type) {
    return type->path == parts.what || type->area == parts.what;
  });
}

std::vector<std::string> parse_scopes(std::string_view text, const Catalogue& catalogue) {
  std::vector<std::string> scopes;
  for (auto& word : common::text::split(text, ' ')) {
    if (word.empty() || std::count(scopes.begin(), scopes.end(), word)) continue;
    if (!is_scope(word, catalogue))
      common::refuse("scope",
                     common::say("\"{}\" is no scope; expected read, write, administer, or "
                                 "area:read, area:write, path:read, path:write",
                                 common::text::to_plain(word, 60)));
    scopes.push_back(word);
  }
  return scopes;
}

bool covers(const std::vector<std::string>& granted, std::string_view wanted,
            const Catalogue& catalogue) {
  auto asked = parts_of(wanted);
  std::string area;
  for (auto& type : catalogue.types())
    if (type->path == asked.what) area = type->area;
  return std::any_of(granted.begin(), granted.end(), [&](auto& one) {
    auto given = parts_of(one);
    bool wide_enough = given.what.empty() || given.what == asked.what || given.what == area;
    return one == wanted ||
           (wide_enough && given.how != "administer" && asked.how != "administer" &&
            (given.how == "write" || given.how == asked.how));
  });
}

}  // namespace hub::store
