#include "hub/search/search.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/search/fields.hpp"
#include "hub/search/impl/hits.hpp"
#include "hub/search/impl/round.hpp"
#include "hub/store/filter.hpp"

namespace hub::search {
namespace {

using impl::Round;
using impl::Rounds;
using impl::Sight;

constexpr std::size_t ids_of_list_max = 10000;

void note_corrections(const Round& round, Answer& answer) {
  for (auto& wanted : round.wanted)
    if (wanted.keys.empty() && !wanted.corrected.empty())
      answer.corrected[wanted.term.text] = {wanted.corrected.begin(), wanted.corrected.end()};
}

/// The best by score; of equal ones the one that was indexed last.
void keep_best(std::vector<Match>& matches, std::size_t limit) {
  auto better = [](const Match& a, const Match& b) {
    return a.score != b.score ? a.score > b.score : a.document > b.document;
  };
  auto count = std::min(limit, matches.size());
  std::partial_sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(count),
                    matches.end(), better);
  matches.resize(count);
}

std::string numbers_json(const std::vector<Match>& matches) {
  std::string json = "[";
  for (auto& match : matches) json += (json.size() > 1 ? "," : "") + std::to_string(match.document);
  return json + "]";
}

const char* ids_of_list(store::Dialect dialect) {
  return dialect == store::Dialect::sqlite
             ? "SELECT value FROM json_each(?)"
             : "SELECT value COLLATE \"C\" FROM jsonb_array_elements_text(CAST(? AS JSONB)) AS "
               "ids(value)";
}

/// Records that were changed after the index was, and hold the words as they are written: whoever
/// has just saved a record finds it. The newest only, since the index is seldom more behind.
std::vector<std::string> find_fresh(store::Connection& connection, const std::string& tenant,
                                    std::int64_t position, const RecordType& type,
                                    const std::string& words, const Readable& readable) {
  constexpr std::int64_t fresh_max = 500;
  std::vector<std::string> found;
  {
    auto& rows = connection.query(
        "SELECT record FROM change WHERE tenant = ? AND type = ? AND position > ? UNION SELECT "
        "record FROM change WHERE tenant = ? AND type = ? AND position IS NULL LIMIT ?",
        {tenant, type.name, position, tenant, type.name, fresh_max});
    while (rows.step()) found.push_back(rows.text(0));
  }
  if (found.empty()) return found;
  auto holds = store::search_condition(type, words, readable, connection.dialect());
  store::Values values{tenant, common::json_text(nlohmann::json(found))};
  values.insert(values.end(), holds.values.begin(), holds.values.end());
  auto name = store::sql_name(type.table);
  found.clear();
  auto& rows = connection.query("SELECT " + name + ".\"id\" FROM " + name + " WHERE " + name +
                                    ".\"tenant\" = ? AND " + name + ".\"id\" IN (" +
                                    ids_of_list(connection.dialect()) + ") AND (" + holds.sql + ")",
                                values);
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

}  // namespace

Answer search(store::Connection& connection, Vocabularies& vocabularies, const Asker& asker,
              const Question& question) {
  Answer answer;
  auto terms = terms_of(question.text, question.field);
  auto vocabulary = vocabularies.of(connection, asker.actor.tenant);
  if (!vocabulary || terms.empty()) return answer;
  answer.is_complete = !vocabulary->generation.walk;
  Sight sight(asker, *vocabulary, question.type);
  Lists lists(connection, asker.actor.tenant, *vocabulary,
              [&](std::uint32_t zone) { return sight.worth_of(zone); });
  Rounds rounds(lists, std::move(terms));
  impl::Hits hits(connection, asker, sight, *vocabulary, question);
  hits.take(rounds.exact());
  // What was typed stands before what may have been meant.
  if (!hits.enough()) {
    auto corrected = rounds.corrected();
    if (hits.take(corrected) > 0) note_corrections(corrected, answer);
  }
  if (hits.empty()) {
    std::string left_out;
    auto fewer = rounds.without_one(left_out);
    if (hits.take(fewer) > 0) {
      answer.left_out.push_back(left_out);
      note_corrections(fewer, answer);
    }
  }
  if (question.counts) hits.count(answer);
  answer.hits = hits.ranked();
  return answer;
}

store::SqlCondition find(store::Connection& connection, Vocabularies& vocabularies,
                         const store::Catalogue& catalogue, const std::string& tenant,
                         const RecordType& type, const std::string& words,
                         const Readable& readable) {
  auto terms = terms_of(words, "search");
  if (terms.empty()) return {"TRUE", {}};
  auto vocabulary = vocabularies.of(connection, tenant);
  bool is_complete = vocabulary && !vocabulary->generation.walk;
  // One letter that is just being typed stands for too many words: what holds it all is found.
  bool is_begun = common::text::length(terms.back().text) < 2;
  if (!is_complete || searched_fields(type).empty() || is_begun)
    return store::search_condition(type, words, readable, connection.dialect());
  Sight sight(catalogue, *vocabulary, type, readable);
  Lists lists(connection, tenant, *vocabulary,
              [&](std::uint32_t zone) { return sight.worth_of(zone); });
  Rounds rounds(lists, std::move(terms));
  auto round = rounds.exact();
  if (round.matches.empty()) round = rounds.corrected();
  keep_best(round.matches, ids_of_list_max);
  auto fresh =
      find_fresh(connection, tenant, vocabulary->generation.position, type, words, readable);
  bool sqlite = connection.dialect() == store::Dialect::sqlite;
  auto numbers = sqlite ? "SELECT value FROM json_each(?)"
                        : "SELECT CAST(value AS BIGINT) FROM "
                          "jsonb_array_elements_text(CAST(? AS JSONB)) AS numbers(value)";
  store::SqlCondition condition{
      store::sql_name(type.table) +
          ".\"id\" IN (SELECT found.record FROM search_document AS found WHERE found.tenant = "
          "? AND found.generation = ? AND found.number IN (" +
          numbers + ")",
      {tenant, vocabulary->generation.number, numbers_json(round.matches)}};
  if (!fresh.empty()) {
    condition.sql += std::string(" UNION ALL ") + ids_of_list(connection.dialect());
    condition.values.emplace_back(common::json_text(nlohmann::json(fresh)));
  }
  condition.sql += ")";
  return condition;
}

}  // namespace hub::search
