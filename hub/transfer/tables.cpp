#include "hub/transfer/tables.hpp"

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"

namespace hub::transfer {

using common::Error;
using common::ErrorCode;
using store::Connection;

std::string_view work_name(Work work) {
  switch (work) {
    case Work::check:
      return "check";
    case Work::run:
      return "run";
    case Work::undo:
      return "undo";
  }
  return "check";
}

namespace {

std::string name_of(Work work) {
  return std::string(work_name(work));
}

std::string list_json(const std::vector<Made::One>& all) {
  Json list = Json::array();
  for (auto& one : all) list.push_back({one.id, one.line});
  return common::json_text(list);
}

/// Earlier releases wrote the ids alone.
std::vector<Made::One> read_list(const std::string& text) {
  std::vector<Made::One> all;
  for (auto& one : common::read_json(text)) {
    if (one.is_string())
      all.push_back({one.get<std::string>()});
    else
      all.push_back({one.at(0).get<std::string>(), one.at(1).get<std::int64_t>()});
  }
  return all;
}

}  // namespace

void begin_work(Connection& connection, const std::string& tenant, const std::string& run,
                Work work, std::int64_t total, common::Instant now) {
  connection.execute("DELETE FROM import_state WHERE tenant = ? AND run = ? AND work = ?",
                     {tenant, run, name_of(work)});
  connection.execute("DELETE FROM import_fault WHERE tenant = ? AND run = ? AND work = ?",
                     {tenant, run, name_of(work)});
  connection.execute(
      "INSERT INTO import_state (tenant, run, work, position, total, created, changed, skipped, "
      "duplicates, faulty, at) VALUES (?, ?, ?, 0, ?, 0, 0, 0, 0, 0, ?)",
      {tenant, run, name_of(work), total, common::to_micros(now)});
}

std::optional<State> find_state(Connection& connection, const std::string& tenant,
                                const std::string& run, Work work) {
  auto& row = connection.query(
      "SELECT position, total, created, changed, skipped, duplicates, faulty FROM import_state "
      "WHERE tenant = ? AND run = ? AND work = ?",
      {tenant, run, name_of(work)});
  std::optional<State> state;
  while (row.step())
    state = State{row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                  row.integer(4), row.integer(5), row.integer(6)};
  return state;
}

void save_state(Connection& connection, const std::string& tenant, const std::string& run,
                Work work, std::int64_t from, const State& state, common::Instant now) {
  auto saved = connection.execute(
      "UPDATE import_state SET position = ?, total = ?, created = ?, changed = ?, skipped = ?, "
      "duplicates = ?, faulty = ?, at = ? WHERE tenant = ? AND run = ? AND work = ? AND position = "
      "?",
      {state.position, state.total, state.created, state.changed, state.skipped, state.duplicates,
       state.faulty, common::to_micros(now), tenant, run, name_of(work), from});
  if (saved == 0) throw Error(ErrorCode::conflict, "another worker goes on with this import");
}

void add_faults(Connection& connection, const std::string& tenant, const std::string& run,
                Work work, const std::vector<Fault>& faults) {
  std::int64_t position = 0;
  for (auto& fault : faults)
    connection.execute(
        "INSERT INTO import_fault (tenant, run, work, line, position, field, value, reason) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        {tenant, run, name_of(work), fault.line, position++, fault.column, fault.value,
         fault.reason});
}

namespace {

struct PlacedFault {
  Fault fault;
  std::int64_t position;  // among those of its line
};

std::vector<PlacedFault> load_placed(Connection& connection, const std::string& tenant,
                                     const std::string& run, Work work, std::int64_t after_line,
                                     std::int64_t after_position, std::size_t limit) {
  std::vector<PlacedFault> faults;
  auto& rows = connection.query(
      "SELECT line, field, value, reason, position FROM import_fault WHERE tenant = ? AND run = ? "
      "AND work = ? AND line >= ? AND (line > ? OR position > ?) ORDER BY line, position LIMIT ?",
      {tenant, run, name_of(work), after_line, after_line, after_position,
       static_cast<std::int64_t>(limit)});
  while (rows.step())
    faults.push_back(
        {{rows.integer(0), rows.text(1), rows.text(2), rows.text(3)}, rows.integer(4)});
  return faults;
}

}  // namespace

std::vector<Fault> load_faults(Connection& connection, const std::string& tenant,
                               const std::string& run, Work work, std::int64_t after_line,
                               std::int64_t after_position, std::size_t limit) {
  std::vector<Fault> faults;
  for (auto& placed : load_placed(connection, tenant, run, work, after_line, after_position, limit))
    faults.push_back(std::move(placed.fault));
  return faults;
}

void read_faults(store::Store& store, const std::string& tenant, const std::string& run, Work work,
                 const std::function<void(const Fault&)>& take) {
  constexpr std::size_t faults_at_once = 2000;
  std::int64_t line = 0, position = -1;
  for (bool more = true; more;) {
    auto some = store.read_result([&](Connection& connection) {
      return load_placed(connection, tenant, run, work, line, position, faults_at_once);
    });
    for (auto& placed : some) take(placed.fault);
    more = some.size() == faults_at_once;
    if (more) line = some.back().fault.line, position = some.back().position;
  }
}

void add_batch(Connection& connection, const std::string& tenant, const std::string& run,
               std::int64_t position, const Made& made) {
  connection.execute(
      "INSERT INTO import_batch (tenant, run, position, created, changed) VALUES (?, ?, ?, ?, ?)",
      {tenant, run, position, list_json(made.created), list_json(made.changed)});
}

std::optional<std::pair<std::int64_t, Made>> find_batch_before(Connection& connection,
                                                               const std::string& tenant,
                                                               const std::string& run,
                                                               std::int64_t position) {
  auto& row = connection.query(
      "SELECT position, created, changed FROM import_batch WHERE tenant = ? AND run = ? AND "
      "position < ? ORDER BY position DESC LIMIT 1",
      {tenant, run, position});
  std::optional<std::pair<std::int64_t, Made>> found;
  while (row.step()) found = {row.integer(0), Made{read_list(row.text(1)), read_list(row.text(2))}};
  return found;
}

void set_parts(Connection& connection, const std::string& tenant, const std::string& run,
               const std::vector<std::string>& hashes) {
  std::int64_t position = 0;
  for (auto& hash : hashes) {
    auto size =
        connection.scalar("SELECT size FROM blob WHERE tenant = ? AND sha256 = ?", {tenant, hash});
    if (!size) throw Error(ErrorCode::bad_input, "upload the file first", "parts");
    connection.execute(
        "INSERT INTO import_part (tenant, run, position, sha256, size) VALUES (?, ?, ?, ?, ?)",
        {tenant, run, position++, hash, *size});
  }
}

formats::File file_of_run(store::Store& store, const std::string& tenant, const std::string& run,
                          const std::string& name) {
  std::vector<std::string> hashes;
  store.read([&](Connection& connection) {
    auto& rows = connection.query(
        "SELECT sha256 FROM import_part WHERE tenant = ? AND run = ? ORDER BY position",
        {tenant, run});
    while (rows.step()) hashes.push_back(rows.text(0));
  });
  if (hashes.empty()) throw Error(ErrorCode::not_found, "this import has no file");
  return {name, [&store, tenant, hashes] {
            return [&store, tenant, hashes, at = std::size_t{0}]() mutable {
              std::string part;
              while (part.empty() && at < hashes.size())
                store.read([&](Connection& connection) {
                  auto blob = store::load_blob(connection, tenant, hashes[at++]);
                  if (!blob) throw Error(ErrorCode::not_found, "a part of the file is gone");
                  part = std::move(blob->bytes);
                });
              return part;
            };
          }};
}

}  // namespace hub::transfer
