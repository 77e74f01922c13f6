#include "hub/server/health.hpp"

#include "common/error/error.hpp"

namespace hub::server {
namespace {

using api::Wellness;
using Finding = api::Health::Finding;
using store::Connection;

constexpr auto due_max = std::chrono::minutes(2);
constexpr std::chrono::milliseconds write_max{2000};
constexpr std::int64_t changes_behind_max = 20000;
constexpr std::uintmax_t room_for_nothing = 16 << 20;

std::string mebibytes(std::uintmax_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

/// Where a SQLite database lies; empty for PostgreSQL.
std::filesystem::path database_folder(const std::string& url) {
  constexpr std::string_view scheme = "sqlite:";
  if (url.rfind(scheme, 0) != 0) return {};
  return std::filesystem::absolute(url.substr(scheme.size())).parent_path();
}

}  // namespace

Finding check_writer(store::Store& store) {
  auto begun = store.clock().monotonic();
  check_store(store);
  auto took = store.clock().monotonic() - begun;
  if (took <= write_max) return {};
  return {Wellness::degraded, "storing one row took " + std::to_string(took.count()) +
                                  " ms; look at the disk and at who else uses it"};
}

Finding check_index(std::int64_t behind) {
  if (behind <= changes_behind_max) return {};
  return {Wellness::degraded, std::to_string(behind) + " changes are not in the search index yet"};
}

Finding check_store(store::Store& store) {
  try {
    store.write(store.system_command("", "health"), [](store::Transaction& transaction) {
      transaction.sql().execute(
          "INSERT INTO hub_state (key, value) VALUES ('health', ?) ON CONFLICT (key) DO UPDATE SET "
          "value = excluded.value",
          {common::format_instant(transaction.now())});
    });
    return {};
  } catch (const common::Error& error) {
    return {Wellness::failed, std::string("nothing can be stored: ") + error.what()};
  }
}

Finding check_disk(const std::filesystem::path& folder, std::size_t free_bytes_min) {
  std::error_code error;
  auto space = std::filesystem::space(folder, error);
  if (error) return {Wellness::failed, folder.string() + ": " + error.message()};
  if (space.available >= free_bytes_min) return {};
  return {space.available < room_for_nothing ? Wellness::failed : Wellness::degraded,
          folder.string() + " has " + mebibytes(space.available) + " left of " +
              mebibytes(space.capacity) + "; make room"};
}

Finding check_jobs(store::Store& store) {
  Finding finding;
  auto now = store.clock().now();
  store.read([&](Connection& connection) {
    auto due = common::to_micros(now - due_max);
    auto& row = connection.query(
        "SELECT count(*), min(CASE WHEN state = 'waiting' THEN run_at ELSE leased_until END) FROM "
        "job WHERE (state = 'waiting' AND run_at <= ?) OR (state = 'running' AND leased_until < ?)",
        {due, due});
    while (row.step())
      if (row.integer(0) > 0)
        finding = {Wellness::degraded,
                   std::to_string(row.integer(0)) + " jobs are due and nobody takes them, since " +
                       common::format_instant(common::from_micros(row.integer(1)))};
  });
  return finding;
}

Finding check_sending(store::Store& store, const std::string& kind) {
  Finding finding;
  store.read([&](Connection& connection) {
    auto waiting = connection.integer(
        "SELECT count(*) FROM job WHERE kind = ? AND state = 'waiting' AND attempts > 0", {kind});
    if (waiting == 0) return;
    auto& row = connection.query(
        "SELECT error FROM job WHERE kind = ? AND state = 'waiting' AND attempts > 0 ORDER BY "
        "run_at DESC LIMIT 1",
        {kind});
    while (row.step())
      finding = {Wellness::degraded,
                 std::to_string(waiting) + " wait for another attempt: " + row.text(0)};
  });
  return finding;
}

Finding check_copies(const store::Store& store) {
  Finding finding;
  auto copies = store.copies();
  for (std::size_t i = 0; i < copies.size(); ++i)
    if (!copies[i].is_used)
      finding = {Wellness::degraded, finding.text + (finding.text.empty() ? "" : "; ") +
                                         "read copy " + std::to_string(i + 1) +
                                         " is left out: " + copies[i].trouble};
  return finding;
}

void add_checks(api::Health& health, const common::Config& config, store::Store& store,
                std::function<bool()> is_connected) {
  auto free_bytes_min = config.bytes("health.free_bytes_min");
  health.add("store", [&store] { return check_store(store); });
  auto data = std::filesystem::absolute(config.path("data.folder"));
  health.add("disk", [=] { return check_disk(data, free_bytes_min); });
  auto database = database_folder(config.text("store.url"));
  if (!database.empty() && database != data)
    health.add("database_disk", [=] { return check_disk(database, free_bytes_min); });
  health.add("writer", [&store] { return check_writer(store); });
  health.add("jobs", [&store] { return check_jobs(store); });
  if (!config.list("store.read_copies").empty())
    health.add("read_copies", [&store] { return check_copies(store); });
  if (is_connected)
    health.add("broker", [is_connected = std::move(is_connected)]() -> Finding {
      if (is_connected()) return {};
      return {Wellness::degraded, "no connection with the broker; vans work on and send later"};
    });
  for (auto kind : {"mail", "sms"})
    if (!config.text(std::string(kind) + ".url").empty())
      health.add(kind, [&store, kind] { return check_sending(store, kind); });
}

}  // namespace hub::server
