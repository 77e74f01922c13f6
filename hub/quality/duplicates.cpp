#include "hub/quality/duplicates.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/quality/impl/candidates.hpp"
#include "hub/records/rights.hpp"
#include "hub/records/titles.hpp"
#include "proto/records/admin/record_merge.pb.h"

namespace hub::quality {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using truckroll::admin::RecordMerge;
namespace options = common::schema::options;
namespace schema = common::schema;

constexpr std::size_t likenesses_max = 10;
constexpr std::size_t rows_at_once = 200, rows_max = 5000;

const std::string& id_of(const Message& record) {
  return schema::header(record).id();
}

/// Without what is said of fields that the caller may not see.
Json visible_reasons(const Caller& caller, const RecordType& type, Json reasons) {
  Json kept = Json::array();
  for (auto& reason : reasons) {
    auto field = type.find_field(reason.value("field", ""));
    if (field && caller.schema->access.may_see_field(caller.actor, type, *field))
      kept.push_back(std::move(reason));
  }
  return kept;
}

std::vector<Likeness> shown(const RecordService& records, Connection& connection,
                            const Caller& caller, const RecordType& type,
                            std::vector<Likeness> found) {
  std::vector<std::string> ids;
  for (auto& one : found) ids.push_back(one.id);
  std::map<std::string, std::string> titles;
  records::Titles writer(records.reads(), caller, connection);
  for (auto& record : records.find_all(connection, caller, type, ids))
    titles[id_of(*record)] = writer.title_of(type, *record);
  std::erase_if(found, [&](auto& one) { return !titles.count(one.id); });
  if (found.size() > likenesses_max) found.resize(likenesses_max);
  ids.clear();
  for (auto& one : found) {
    one.title = titles[one.id];
    one.reasons = visible_reasons(caller, type, std::move(one.reasons));
    ids.push_back(one.id);
  }
  records.note_read(caller, type, ids);
  return found;
}

/// After which pair a page begins: "87|first|second".
struct After {
  std::int64_t score = 101;
  std::string first, second;
};
After read_token(const std::string& token) {
  After after;
  if (token.empty()) return after;
  auto parts = common::text::split(token, '|');
  auto bad = [] { common::refuse("page_token", "expected the token of the page before"); };
  if (parts.size() != 3) bad();
  auto& text = parts[0];
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after.score);
  if (error != std::errc() || end != text.data() + text.size()) bad();
  after.first = parts[1];
  after.second = parts[2];
  return after;
}

std::string token_of(const Pair& pair) {
  return std::to_string(pair.score) + "|" + pair.first + "|" + pair.second;
}

std::vector<Pair> read_pairs(Connection& connection, const std::string& tenant,
                             const RecordType& type, const After& after) {
  std::vector<Pair> pairs;
  auto& rows = connection.query(
      "SELECT first, second, score, reasons FROM duplicate_pair WHERE tenant = ? AND type = ? AND "
      "dismissed = 0 AND (score < ? OR (score = ? AND (first < ? OR (first = ? AND second < ?)))) "
      "ORDER BY score DESC, first DESC, second DESC LIMIT ?",
      {tenant, type.name, after.score, after.score, after.first, after.first, after.second,
       static_cast<std::int64_t>(rows_at_once)});
  while (rows.step())
    pairs.push_back({rows.text(0), rows.text(1), static_cast<int>(rows.integer(2)),
                     common::try_read_json(rows.text(3))});
  return pairs;
}

std::set<std::string> readable(const RecordService& records, Connection& connection,
                               const Caller& caller, const RecordType& type,
                               const std::vector<Pair>& pairs) {
  std::set<std::string> ids, found;
  for (auto& pair : pairs) ids.insert({pair.first, pair.second});
  for (auto& record : records.find_all(connection, caller, type, {ids.begin(), ids.end()}))
    found.insert(id_of(*record));
  return found;
}

void require_change(Transaction& transaction, const Caller& caller, const RecordType& type,
                    const std::string& id) {
  auto record = transaction.find_message(type, id);
  auto may = [&](options::May right) {
    return record &&
           caller.schema->access.may_record(caller.actor, type, right, *record, caller.context,
                                            records::find_in(caller, transaction.sql()));
  };
  if (!may(options::READ))
    throw Error(ErrorCode::not_found, say("there is no such {}", Sentence::label(type.label)));
  if (!may(options::CHANGE))
    throw Error(ErrorCode::forbidden,
                say("your role may not change this {}", Sentence::label(type.label)));
}

/// The note that two records are two; one per pair.
std::optional<RecordMerge> find_dismissed(Transaction& transaction, const std::string& first,
                                          const std::string& second) {
  for (auto& merge : transaction.where<RecordMerge>("kept", first))
    if (merge.header().state() == "dismissed" && merge.merged_size() == 1 &&
        merge.merged(0) == second)
      return merge;
  return std::nullopt;
}

}  // namespace

void require_matched(const RecordType& type) {
  if (!is_matched(type))
    throw Error(ErrorCode::not_found,
                say("duplicates of {} are not looked for", Sentence::label(type.plural)));
}

Pairs list_pairs(const RecordService& records, Connection& connection, const Caller& caller,
                 const RecordType& type, const std::string& page_token, std::size_t page_size) {
  Pairs page;
  auto after = read_token(page_token);
  for (std::size_t read = 0; read < rows_max;) {
    auto rows = read_pairs(connection, caller.actor.tenant, type, after);
    read += rows.size();
    auto known = readable(records, connection, caller, type, rows);
    for (auto& pair : rows) {
      after = {pair.score, pair.first, pair.second};
      if (!known.count(pair.first) || !known.count(pair.second)) continue;
      if (page.items.size() == page_size) {
        page.next_page_token = token_of(page.items.back());
        return page;
      }
      pair.reasons = visible_reasons(caller, type, std::move(pair.reasons));
      page.items.push_back(std::move(pair));
    }
    if (rows.size() < rows_at_once) return page;
  }
  page.next_page_token = std::to_string(after.score) + "|" + after.first + "|" + after.second;
  return page;
}

std::vector<Likeness> duplicates_of(const RecordService& records, Connection& connection,
                                    const Caller& caller, const RecordType& type,
                                    const std::string& id) {
  records.load(connection, caller, type, id);
  std::vector<Likeness> found;
  auto& rows = connection.query(
      "SELECT first, second, score, reasons FROM duplicate_pair WHERE tenant = ? AND (first = ? OR "
      "second = ?) AND dismissed = 0 ORDER BY score DESC, first, second LIMIT 100",
      {caller.actor.tenant, id, id});
  while (rows.step())
    found.push_back({rows.text(0) == id ? rows.text(1) : rows.text(0), "",
                     static_cast<int>(rows.integer(2)), common::try_read_json(rows.text(3))});
  return shown(records, connection, caller, type, std::move(found));
}

std::vector<Likeness> likenesses(const RecordService& records, Connection& connection,
                                 const Caller& caller, const RecordType& type, const Message& draft,
                                 const std::string& but) {
  std::vector<Likeness> found;
  if (!is_matched(type) || !caller.schema->access.may(caller.actor, type, options::READ))
    return found;
  for (auto& one : impl::find_candidates(connection, *caller.schema, caller.actor.tenant, type,
                                         identity_of(type, draft), but))
    found.push_back({one.id, "", one.score.percent, reasons_json(one.score.reasons)});
  return shown(records, connection, caller, type, std::move(found));
}

void say_distinct(Transaction& transaction, const Caller& caller, const RecordType& type,
                  const std::string& one, const std::string& other, bool again) {
  if (one == other) common::refuse("other", "name another record");
  require_change(transaction, caller, type, one);
  require_change(transaction, caller, type, other);
  auto [first, second] = std::minmax(one, other);
  auto known = find_dismissed(transaction, first, second);
  auto& tenant = caller.actor.tenant;
  if (!again && !known) {
    RecordMerge merge;
    merge.set_of_type(type.name);
    merge.set_kept(first);
    merge.add_merged(second);
    merge.mutable_header()->set_state("proposed");
    transaction.move_as_system(merge, "dismiss");
    transaction.save_as_system(merge);
  }
  if (again && known) transaction.remove(*known);
  transaction.sql().execute(
      "INSERT INTO duplicate_pair (tenant, first, second, type, score, reasons, dismissed) VALUES "
      "(?, ?, ?, ?, 0, '[]', ?) ON CONFLICT (tenant, first, second) DO UPDATE SET dismissed = "
      "excluded.dismissed",
      {tenant, first, second, type.name, std::int64_t{again ? 0 : 1}});
  if (again)
    transaction.sql().execute(
        "DELETE FROM duplicate_pair WHERE tenant = ? AND first = ? AND second = ? AND score = 0",
        {tenant, first, second});
}

}  // namespace hub::quality
