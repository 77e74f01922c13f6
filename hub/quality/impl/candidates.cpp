#include "hub/quality/impl/candidates.hpp"

#include <algorithm>
#include <set>

namespace hub::quality::impl {
namespace {

constexpr std::int64_t sharing_max = 100;
constexpr std::size_t candidates_max = 400;

std::set<std::string> sharing(Connection& connection, const std::string& tenant,
                              const RecordType& type, const Identity& identity,
                              const std::string& but) {
  std::set<std::string> ids;
  for (auto& key : keys_of(identity)) {
    std::vector<std::string> found;
    auto& rows = connection.query(
        "SELECT record FROM duplicate_key WHERE tenant = ? AND type = ? AND key = ? LIMIT ?",
        {tenant, type.name, key, sharing_max + 1});
    while (rows.step()) found.push_back(rows.text(0));
    if (found.size() > static_cast<std::size_t>(sharing_max)) continue;
    for (auto& id : found)
      if (id != but && ids.size() < candidates_max) ids.insert(id);
  }
  return ids;
}

}  // namespace

std::map<std::string, Identity> load_identities(Connection& connection, const store::Schema& schema,
                                                const std::string& tenant, const RecordType& type,
                                                const std::vector<std::string>& ids) {
  std::map<std::string, Identity> identities;
  auto& table = schema.tables.of(type);
  auto records = table.find_all(connection, tenant, ids);
  std::erase_if(records, [](auto& record) {
    return common::schema::header(std::as_const(*record)).has_deleted_at();
  });
  table.load_lines(connection, tenant, records);
  for (auto& record : records)
    identities.emplace(common::schema::header(std::as_const(*record)).id(),
                       identity_of(type, *record));
  return identities;
}

std::vector<Candidate> find_candidates(Connection& connection, const store::Schema& schema,
                                       const std::string& tenant, const RecordType& type,
                                       const Identity& identity, const std::string& but) {
  auto ids = sharing(connection, tenant, type, identity, but);
  std::vector<Candidate> found;
  if (ids.empty()) return found;
  for (auto& [id, other] :
       load_identities(connection, schema, tenant, type, {ids.begin(), ids.end()})) {
    auto score = score_of(identity, other);
    if (score.percent >= score_min) found.push_back({id, std::move(score)});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](auto& a, auto& b) { return a.score.percent > b.score.percent; });
  return found;
}

}  // namespace hub::quality::impl
