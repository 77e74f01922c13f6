#include "hub/search/indexer.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "hub/search/impl/batch.hpp"
#include "hub/store/changes.hpp"

namespace hub::search {
namespace {

using store::Connection;
using store::Transaction;

constexpr std::size_t records_at_once = 1000;  // they take more memory than their words
constexpr auto lease = std::chrono::seconds(10);
constexpr auto gather_for = std::chrono::milliseconds(40);

/// The records of the next changes, each once, and the position of the last one.
struct Touched {
  std::map<std::string, std::set<std::string>> records;  // by type
  std::int64_t position = 0;
};

Touched read_touched(Connection& connection, const std::string& tenant, std::int64_t position,
                     std::size_t limit) {
  Touched touched;
  touched.position = position;
  auto& rows = connection.query(
      "SELECT position, type, record FROM change WHERE tenant = ? AND position > ? ORDER BY "
      "position LIMIT ?",
      {tenant, position, static_cast<std::int64_t>(limit)});
  while (rows.step()) {
    touched.position = rows.integer(0);
    touched.records[rows.text(1)].insert(rows.text(2));
  }
  return touched;
}

bool has_lines(const RecordType& type) {
  auto searched = searched_fields(type);
  return std::any_of(searched.begin(), searched.end(), [](auto& field) { return field.lines; });
}

std::vector<std::unique_ptr<Message>> read_after(Connection& connection,
                                                 const store::RecordTable& table,
                                                 const std::string& tenant,
                                                 const std::string& after, std::size_t limit) {
  std::vector<std::unique_ptr<Message>> records;
  auto& rows = connection.query(
      table.select() + " WHERE \"tenant\" = ? AND \"id\" > ? AND \"deleted_at\" IS NULL" +
          store::and_of_type(table.type()) + " ORDER BY \"id\" LIMIT ?",
      {tenant, after, static_cast<std::int64_t>(limit)});
  while (rows.step()) records.push_back(table.read(rows));
  return records;
}

/// Types with searched fields, by name.
std::vector<const RecordType*> searched_types(const store::Catalogue& catalogue) {
  std::vector<const RecordType*> types;
  for (auto& type : catalogue.types())
    if (!searched_fields(*type).empty()) types.push_back(&*type);
  std::sort(types.begin(), types.end(), [](auto a, auto b) { return a->name < b->name; });
  return types;
}

const truckroll::Header& header(const Message& record) {
  return common::schema::header(record);
}

}  // namespace

Indexer::Indexer(store::Store& store, Vocabularies& vocabularies, Options options)
    : store_(store),
      vocabularies_(vocabularies),
      options_(options),
      holder_(common::to_hex(common::random_bytes(8))),
      follower_(store, {"hub/search", gather_for}, [this] {
        return store::visit_due(store_, rounds_, [this](auto& tenant) { return advance(tenant); });
      }) {}

void Indexer::catch_up(const std::string& tenant) {
  while (advance(tenant)) {
  }
}

bool Indexer::advance(const std::string& tenant) {
  std::vector<Generation> generations;
  std::int64_t last = 0;
  store_.read([&](Connection& connection) {
    generations = load_generations(connection, tenant);
    last = store::last_position(connection, tenant);
  });
  if (generations.empty()) {
    begin(tenant);
    return true;
  }
  if (std::any_of(generations.begin(), generations.end(),
                  [&](auto& generation) { return is_others(generation); }))
    return false;
  for (auto& generation : generations)
    if (generation.position < last) return step_log(tenant, generation);
  for (auto& generation : generations)
    if (generation.walk) return step_walk(tenant, generation);
  if (generations.size() > 1) return promote(tenant, generations, last);
  return sweep(tenant, generations.front().number);
}

bool Indexer::is_others(const Generation& generation) const {
  return generation.holder != holder_ &&
         generation.leased_until > common::to_micros(store_.clock().now());
}

std::size_t Indexer::changes_of_step(std::int64_t behind) const {
  auto many = static_cast<std::int64_t>(options_.changes_at_once * 10);
  return behind > many ? options_.changes_behind : options_.changes_at_once;
}

bool Indexer::step_log(const std::string& tenant, const Generation& generation) {
  auto schema = store_.schema(tenant);
  std::unique_ptr<impl::Batch> batch;
  std::int64_t position = 0;
  store_.read([&](Connection& connection) {
    batch = std::make_unique<impl::Batch>(connection, tenant,
                                          vocabularies_.of(connection, tenant, generation));
    auto behind = store::last_position(connection, tenant) - generation.position;
    auto touched = read_touched(connection, tenant, generation.position, changes_of_step(behind));
    position = touched.position;
    for (auto type : searched_types(schema->catalogue)) {
      auto found = touched.records.find(type->name);
      if (found == touched.records.end()) continue;
      auto& table = schema->tables.of(*type);
      std::vector<std::string> ids(found->second.begin(), found->second.end());
      for (std::size_t first = 0; first < ids.size(); first += records_at_once) {
        auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
        auto end =
            begin + static_cast<std::ptrdiff_t>(std::min(records_at_once, ids.size() - first));
        auto records = table.find_all(connection, tenant, {begin, end});
        std::erase_if(records, [](auto& record) { return header(*record).has_deleted_at(); });
        if (has_lines(*type)) table.load_lines(connection, tenant, records);
        std::set<std::string_view> left(begin, end);
        for (auto& record : records) {
          batch->add(*type, header(*record).id(), record.get());
          left.erase(header(*record).id());
        }
        for (auto id : left) batch->add(*type, std::string(id), nullptr);
      }
    }
    batch->prepare();
  });
  bool written = write(tenant, *batch, position, generation.walk);
  if (written && fields_changed(tenant, generation.position, position)) rebuild(store_, tenant);
  return written;
}

/// A company's own field is searched from now on, or no longer: what records hold of it already is
/// no change of theirs.
bool Indexer::fields_changed(const std::string& tenant, std::int64_t after, std::int64_t to) {
  return store_.read_result([&](Connection& connection) {
    return connection.integer(
               "SELECT count(*) FROM change WHERE tenant = ? AND position > ? AND position <= ? "
               "AND type = 'admin.CustomField' AND action = 'change' AND fields LIKE "
               "'%\"searchable\"%'",
               {tenant, after, to}) > 0;
  });
}

bool Indexer::step_walk(const std::string& tenant, const Generation& generation) {
  auto bar = generation.walk->find('|');
  auto name = generation.walk->substr(0, bar);
  auto after = bar == std::string::npos ? std::string() : generation.walk->substr(bar + 1);
  auto schema = store_.schema(tenant);
  auto types = searched_types(schema->catalogue);
  auto type = std::lower_bound(types.begin(), types.end(), name,
                               [](auto one, auto& wanted) { return one->name < wanted; });
  std::optional<std::string> walk;
  std::unique_ptr<impl::Batch> batch;
  store_.read([&](Connection& connection) {
    batch = std::make_unique<impl::Batch>(connection, tenant,
                                          vocabularies_.of(connection, tenant, generation));
    auto left = options_.records_of_walk;
    for (; type != types.end() && left > 0; ++type) {
      if ((*type)->name != name) after.clear();
      name = (*type)->name;
      auto& table = schema->tables.of(**type);
      std::size_t count = 0, wanted = 0;
      do {
        wanted = std::min(left, records_at_once);
        auto records = read_after(connection, table, tenant, after, wanted);
        if (has_lines(**type)) table.load_lines(connection, tenant, records);
        for (auto& record : records) batch->add(**type, header(*record).id(), record.get());
        count = records.size();
        left -= count;
        if (count > 0) after = header(*records.back()).id();
      } while (left > 0 && count == wanted);
      if (left == 0) walk = name + "|" + after;
    }
    batch->prepare();
  });
  return write(tenant, *batch, generation.position, walk);
}

bool Indexer::write(const std::string& tenant, impl::Batch& batch, std::int64_t position,
                    const std::optional<std::string>& walk) {
  bool written = false;
  auto until = common::to_micros(store_.clock().now() + lease);
  store_.write(store_.system_command(tenant, "search"), [&](Transaction& transaction) {
    written = batch.write(transaction.sql(), position, walk, holder_, until);
  });
  if (written) batch.note_frequencies();
  return written;
}

void Indexer::begin(const std::string& tenant) {
  rebuild(store_, tenant);
}

bool Indexer::promote(const std::string& tenant, const std::vector<Generation>& generations,
                      std::int64_t last) {
  auto newest = generations.back().number;
  store_.write(store_.system_command(tenant, "search"), [&](Transaction& transaction) {
    transaction.sql().execute(
        "DELETE FROM search_generation WHERE tenant = ? AND generation < ? AND EXISTS (SELECT 1 "
        "FROM search_generation n WHERE n.tenant = search_generation.tenant AND n.generation = ? "
        "AND n.walk IS NULL AND n.position >= ?)",
        {tenant, newest, newest, last});
  });
  common::log::info("hub/search", "a new index answers", {{"tenant", tenant}});
  swept_.erase(tenant);
  return true;
}

/// Deletes what older indexes left, some thousand rows at a time.
bool Indexer::sweep(const std::string& tenant, std::int64_t before) {
  if (swept_.count(tenant)) return false;
  constexpr std::int64_t rows_at_once = 5000;
  std::int64_t deleted = 0;
  store_.write(store_.system_command(tenant, "search"), [&](Transaction& transaction) {
    deleted = 0;
    auto sweep_table = [&](const std::string& table, const std::string& key) {
      auto chosen = " FROM " + table +
                    " WHERE tenant = ? AND generation < ? ORDER BY generation, " + key + " LIMIT ?";
      deleted +=
          transaction.sql().execute("DELETE FROM " + table + " WHERE tenant = ? AND (generation, " +
                                        key + ") IN (SELECT generation, " + key + chosen + ")",
                                    {tenant, tenant, before, rows_at_once});
    };
    sweep_table("search_posting", "word, zone, first");
    sweep_table("search_document", "number");
    sweep_table("search_word", "number");
    sweep_table("search_zone", "number");
  });
  if (deleted == 0) swept_.insert(tenant);
  return deleted > 0;
}

namespace {

void begin_anew(Transaction& transaction, const std::string& tenant) {
  auto& sql = transaction.sql();
  // The number also passes what an index that was given up may have left.
  auto next = 1 + sql.integer(
                      "SELECT COALESCE(MAX(generation), 0) FROM search_generation WHERE "
                      "tenant = ?",
                      {tenant});
  sql.execute(
      "DELETE FROM search_generation WHERE tenant = ? AND generation > (SELECT MIN(generation) "
      "FROM search_generation WHERE tenant = ?)",
      {tenant, tenant});
  sql.execute(
      "INSERT INTO search_generation (tenant, generation, position, walk, words, documents, "
      "zones, leased_until) VALUES (?, ?, ?, '', 0, 0, 0, 0)",
      {tenant, next, store::last_position(sql, tenant)});
}

}  // namespace

void rebuild(store::Store& store, const std::string& tenant) {
  store.write(store.system_command(tenant, "search"),
              [&](Transaction& transaction) { begin_anew(transaction, tenant); });
}

bool rebuild_once(store::Store& store, const std::string& tenant) {
  return store.write_result(store.system_command(tenant, "search"), [&](Transaction& transaction) {
    auto at_work = transaction.sql().integer(
        "SELECT count(*) FROM search_generation WHERE tenant = ? AND (walk IS NOT NULL OR "
        "generation > (SELECT MIN(generation) FROM search_generation WHERE tenant = ?))",
        {tenant, tenant});
    if (at_work == 0) begin_anew(transaction, tenant);
    return at_work == 0;
  });
}

std::int64_t lag(Connection& connection) {
  return connection.integer(
      "SELECT COALESCE(SUM(h.position - COALESCE((SELECT g.position FROM search_generation g WHERE "
      "g.tenant = h.tenant ORDER BY g.generation LIMIT 1), 0)), 0) FROM chain_head h");
}

}  // namespace hub::search
