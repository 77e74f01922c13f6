#include "hub/search/impl/hits.hpp"

#include <algorithm>

#include "common/schema/references.hpp"
#include "hub/search/impl/rows.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/filter.hpp"

namespace hub::search::impl {
namespace {

namespace options = common::schema::options;

constexpr std::size_t checked_max = 4000;  // candidates of types that are seen in part
constexpr std::size_t read_max = 400;      // records read for one question
constexpr std::size_t ids_at_once = 500;
constexpr double of_same_account = 1.4, of_same_setup = 1.1, of_open_itself = 1.8, of_lately = 1.5;
constexpr double of_as_typed = 1.1, of_round = 1000;

bool better(const Match& a, const Match& b) {
  return a.score != b.score ? a.score > b.score : a.document > b.document;
}

/// The best, in their order: of all that a term is found in few are read.
void keep_best(std::vector<Match>& matches, std::size_t limit) {
  if (matches.size() > limit) {
    auto end = matches.begin() + static_cast<std::ptrdiff_t>(limit);
    std::nth_element(matches.begin(), end, matches.end(), better);
    matches.erase(end, matches.end());
  }
  std::sort(matches.begin(), matches.end(), better);
}

const truckroll::Header& header(const Message& record) {
  return common::schema::header(record);
}

}  // namespace

Hits::Hits(store::Connection& connection, const Asker& asker, Sight& sight,
           const Vocabulary& vocabulary, const Question& question)
    : connection_(connection),
      asker_(asker),
      sight_(sight),
      vocabulary_(vocabulary),
      question_(question) {
  find_near();
}

/// The open record, what it refers to, and how much they say: people and settings are everywhere.
void Hits::find_near() {
  auto& catalogue = asker_.tables.catalogue();
  auto type = catalogue.find(question_.near_type);
  if (!type || sight_.reach_of(*type).kind == store::Reach::Kind::none) return;
  auto record = asker_.tables.of(*type).find(connection_, asker_.actor.tenant, question_.near_id);
  if (!record || !asker_.access.may_record(
                     asker_.actor, *type, options::READ, *record, asker_.context,
                     store::find_through(connection_, asker_.tables, asker_.actor.tenant)))
    return;
  near_[question_.near_id] = of_open_itself;
  for (auto& reference : common::schema::references_of(*type, *record)) {
    auto target = catalogue.find(reference.type);
    bool says_much = target && target->kind() == options::DOCUMENT && target->area != "admin" &&
                     target->area != "people";
    near_[reference.id] = says_much ? of_same_account : of_same_setup;
  }
}

std::size_t Hits::take(const Round& round) {
  is_cut_ = is_cut_ || round.is_cut;
  auto matches = allowed_of(round);
  if (question_.counts)
    for (auto& match : matches) counted_.emplace(match.document, match);
  keep_best(matches, read_max);
  // What is near or was opened lately may not be among the best by its words alone.
  bool moves = !near_.empty() || !question_.lately.empty();
  auto wanted = moves ? std::max<std::size_t>(50, question_.limit * 2) : question_.limit;
  std::size_t taken = 0;
  for (std::size_t from = 0; from < std::min(matches.size(), read_max) && taken < wanted;) {
    auto count = std::min({wanted - taken + 4, matches.size() - from, read_max - from});
    std::vector<Match> next(matches.begin() + static_cast<std::ptrdiff_t>(from),
                            matches.begin() + static_cast<std::ptrdiff_t>(from + count));
    for (auto& match : next) seen_.insert(match.document);
    taken += read(round, load(next), rounds_);
    from += count;
  }
  ++rounds_;
  return taken;
}

/// What the rounds before did not look at, as far as the asker may see it.
std::vector<Match> Hits::allowed_of(const Round& round) {
  std::vector<Match> matches;
  matches.reserve(round.matches.size());
  for (auto& match : round.matches)
    if (seen_.empty() || !seen_.count(match.document)) matches.push_back(match);
  keep_allowed(matches);
  return matches;
}

/// Of types that the asker sees in part only what he sees, before the best are chosen: his ten
/// among ten thousand would not be found otherwise.
void Hits::keep_allowed(std::vector<Match>& matches) {
  std::map<std::uint32_t, std::vector<Match>> in_part;
  std::unordered_map<std::uint32_t, bool> known;  // by type, whether it is seen in part
  for (auto& match : matches) {
    auto [place, fresh] = known.try_emplace(match.type);
    if (auto type = fresh ? sight_.type_of(match.type) : nullptr)
      place->second = sight_.reach_of(*type).condition.has_value();
    if (place->second) in_part[match.type].push_back(match);
  }
  if (in_part.empty()) return;
  std::unordered_set<std::uint32_t> allowed;
  for (auto& [number, some] : in_part) {
    if (some.size() > checked_max) {
      std::nth_element(some.begin(), some.begin() + checked_max, some.end(), better);
      some.resize(checked_max);
      is_cut_ = true;
    }
    auto type = sight_.type_of(number);
    std::vector<std::string> ids;
    std::unordered_map<std::string, std::uint32_t> documents;
    std::sort(some.begin(), some.end(), [](auto& a, auto& b) { return a.document < b.document; });
    auto loaded = load(some);
    for (std::size_t i = 0; i < loaded.size(); ++i)
      if (!loaded[i].record.empty()) {
        ids.push_back(loaded[i].record);
        documents[loaded[i].record] = some[i].document;
      }
    for (auto& id : allowed_ids(*type, ids)) allowed.insert(documents.at(id));
  }
  std::erase_if(matches, [&](auto& match) {
    return in_part.count(match.type) > 0 && !allowed.count(match.document);
  });
}

std::unordered_set<std::string> Hits::allowed_ids(const RecordType& type,
                                                  const std::vector<std::string>& ids) {
  std::unordered_set<std::string> allowed;
  auto name = store::sql_name(type.table);
  auto condition =
      store::to_sql(*sight_.reach_of(type).condition, type, asker_.context, connection_.dialect());
  for (std::size_t from = 0; from < ids.size(); from += ids_at_once) {
    auto count = std::min(ids_at_once, ids.size() - from);
    store::Values values{asker_.actor.tenant};
    for (std::size_t i = from; i < from + count; ++i) values.emplace_back(ids[i]);
    count = pad_list(values, count);
    values.insert(values.end(), condition.values.begin(), condition.values.end());
    auto& rows =
        connection_.query("SELECT " + name + ".\"id\" FROM " + name + " WHERE " + name +
                              ".\"tenant\" = ? AND " + name + ".\"id\" IN (" + placeholders(count) +
                              ") AND " + name + ".\"deleted_at\" IS NULL AND " + condition.sql,
                          values);
    while (rows.step()) allowed.insert(rows.text(0));
  }
  return allowed;
}

/// In the order of the matches; without record where a document is gone.
std::vector<Hits::Document> Hits::load(const std::vector<Match>& matches) {
  std::vector<Document> documents(matches.size());
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    documents[i] = {matches[i].type, {}, matches[i].score};
    places[matches[i].document] = i;
  }
  for (std::size_t from = 0; from < matches.size(); from += ids_at_once) {
    auto count = std::min(ids_at_once, matches.size() - from);
    store::Values values{asker_.actor.tenant, vocabulary_.generation.number};
    for (std::size_t i = from; i < from + count; ++i)
      values.emplace_back(std::int64_t{matches[i].document});
    count = pad_list(values, count);
    auto& rows = connection_.query(
        "SELECT number, record FROM search_document WHERE tenant = ? AND generation = ? AND number "
        "IN (" +
            placeholders(count) + ")",
        values);
    while (rows.step())
      documents[places.at(static_cast<std::uint32_t>(rows.integer(0)))].record = rows.text(1);
  }
  return documents;
}

std::size_t Hits::read(const Round& round, const std::vector<Document>& documents,
                       std::size_t rank_of_round) {
  std::map<const RecordType*, std::vector<std::string>> ids;
  std::unordered_map<std::string, float> scores;
  for (auto& document : documents)
    if (auto type = sight_.type_of(document.type); type && !document.record.empty()) {
      ids[type].push_back(document.record);
      scores[document.record] = document.score;
    }
  std::size_t taken = 0;
  auto find = store::find_through(connection_, asker_.tables, asker_.actor.tenant);
  for (auto& [type, some] : ids) {
    auto& table = asker_.tables.of(*type);
    auto records = table.find_all(connection_, asker_.actor.tenant, some);
    table.load_lines(connection_, asker_.actor.tenant, records);
    auto readable = sight_.readable(*type);
    auto& reach = sight_.reach_of(*type);
    for (auto& record : records) {
      if (header(*record).has_deleted_at()) continue;
      if (reach.condition && reach.condition->evaluate(*record, asker_.context, find) != true)
        continue;
      auto place = place_of(*type, *record, round.wanted, readable);
      if (!place.holds) continue;
      // Rounds stay behind each other whatever their scores are.
      Hit hit{type, std::move(record), std::move(place), 0};
      hit.score = scores.at(header(static_cast<const Message&>(*hit.record)).id());
      rank(hit);
      hit.score -= of_round * static_cast<double>(rank_of_round);
      hits_.push_back(std::move(hit));
      ++taken;
    }
  }
  return taken;
}

void Hits::rank(Hit& hit) const {
  auto& record = static_cast<const Message&>(*hit.record);
  if (hit.place.as_typed) hit.score *= of_as_typed;
  if (question_.lately.count(header(record).id())) hit.score *= of_lately;
  if (near_.empty()) return;
  double nearest = 1;
  if (auto found = near_.find(header(record).id()); found != near_.end())
    nearest = std::max(nearest, found->second);
  for (auto& reference : common::schema::references_of(*hit.type, record))
    if (auto found = near_.find(reference.id); found != near_.end())
      nearest = std::max(nearest, found->second);
  hit.score *= nearest;
}

std::vector<Hit> Hits::ranked() {
  std::stable_sort(hits_.begin(), hits_.end(), [](auto& a, auto& b) { return a.score > b.score; });
  if (hits_.size() > question_.limit) hits_.resize(question_.limit);
  return std::move(hits_);
}

void Hits::count(Answer& answer) {
  std::map<std::uint32_t, std::vector<Match>> by_type;
  for (auto& [document, match] : counted_) by_type[match.type].push_back(match);
  for (auto& [number, matches] : by_type)
    if (auto type = sight_.type_of(number)) count_type(*type, std::move(matches), is_cut_, answer);
  std::stable_sort(answer.types.begin(), answer.types.end(),
                   [](auto& a, auto& b) { return a.count > b.count; });
}

/// Whether the index knows of all that was done, so that what it has is there. A thousand records
/// need not be asked for, one by one, to be counted then.
bool Hits::is_current() {
  if (!is_current_) {
    auto& tenant = asker_.actor.tenant;
    auto& generation = vocabulary_.generation;
    is_current_ =
        !generation.walk && generation.position == store::last_position(connection_, tenant) &&
        !connection_.scalar("SELECT 1 FROM change WHERE position IS NULL ORDER BY seq LIMIT 1");
  }
  return *is_current_;
}

void Hits::count_type(const RecordType& type, std::vector<Match> matches, bool is_cut,
                      Answer& answer) {
  auto most = static_cast<std::size_t>(Answer::count_max);
  bool is_exact = matches.size() <= most && !is_cut;
  auto& reach = sight_.reach_of(type);
  if (is_current() && !reach.condition && question_.type != &type) {
    auto count = std::min(matches.size(), most);
    answer.types.push_back({type.name, static_cast<std::int64_t>(count), is_exact});
    return;
  }
  std::sort(matches.begin(), matches.end(), better);
  if (matches.size() > most) matches.resize(most);
  auto documents = load(matches);
  std::erase_if(documents, [](auto& document) { return document.record.empty(); });
  if (documents.empty()) return;
  auto name = store::sql_name(type.table);
  store::Values values{asker_.actor.tenant};
  for (auto& document : documents) values.emplace_back(document.record);
  auto places = pad_list(values, documents.size());
  auto from = " FROM " + name + " WHERE " + name + ".\"tenant\" = ? AND " + name + ".\"id\" IN (" +
              placeholders(places) + ") AND " + name + ".\"deleted_at\" IS NULL" +
              store::and_of_type(type);
  if (auto& condition = reach.condition) {
    auto sql = store::to_sql(*condition, type, asker_.context, connection_.dialect());
    from += " AND " + sql.sql;
    values.insert(values.end(), sql.values.begin(), sql.values.end());
  }
  auto count = connection_.integer("SELECT COUNT(*)" + from, values);
  if (count == 0) return;
  answer.types.push_back({type.name, count, is_exact});
  if (question_.type == &type) count_facets(type, from, values, is_exact, answer);
}

void Hits::count_facets(const RecordType& type, const std::string& from,
                        const store::Values& values, bool is_exact, Answer& answer) {
  auto name = store::sql_name(type.table);
  std::vector<std::string> columns;
  if (type.flow()) columns.push_back("state");
  auto readable = sight_.readable(type);
  for (auto& field : type.fields)
    if (field.kind == common::schema::FieldKind::choice && !field.list &&
        (!readable || readable(field)))
      columns.push_back(field.name);
  for (auto& column : columns) {
    auto value = name + "." + store::sql_name(column);
    auto& rows = connection_.query("SELECT " + value + ", COUNT(*)" + from + " AND " + value +
                                       " IS NOT NULL GROUP BY " + value + " ORDER BY 2 DESC",
                                   values);
    while (rows.step()) answer.facets[column].push_back({rows.text(0), rows.integer(1), is_exact});
  }
}

}  // namespace hub::search::impl
