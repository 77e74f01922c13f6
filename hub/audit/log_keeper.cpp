#include "hub/audit/log_keeper.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "proto/records/admin/log_entry.pb.h"

namespace hub::audit {
namespace {

using nlohmann::json;
using store::Connection;
using store::Transaction;
using truckroll::admin::LogEntry;

constexpr std::size_t text_max = 1000, value_max = 2000, fields_max = 10'000;
constexpr std::int64_t deleted_at_once = 1000;
constexpr auto pause_max = std::chrono::minutes(5);
constexpr auto purge_every = std::chrono::hours(1);
/// What the keeper's own writing logs, on whichever thread of the store, bears it.
/// Nobody else can: a request's or a van's has no blanks.
constexpr const char* own_correlation = "the keeper of the log";
constexpr const char* hidden = "(hidden)";

/// Nobody should log these; whoever does all the same must not have them kept for months.
bool is_secret(std::string_view name) {
  static constexpr std::array words{"password", "secret", "token", "authorization", "cookie"};
  auto folded = common::text::fold(name);
  return std::any_of(words.begin(), words.end(),
                     [&](auto word) { return folded.find(word) != std::string::npos; });
}

/// An address may carry its user's password: postgresql://hub:…@host.
std::string without_passwords(std::string text) {
  for (auto at = text.find("://"); at != text.npos; at = text.find("://", at + 3)) {
    auto end = text.find_first_of(" /\"'<>", at + 3);
    auto sign = text.substr(0, end).rfind('@');
    if (sign == text.npos || sign < at + 3) continue;
    auto colon = text.find(':', at + 3);
    if (colon < sign) text.replace(colon + 1, sign - colon - 1, hidden);
  }
  return text;
}

/// What a database takes: not too long, and nothing but UTF-8.
std::string plain(std::string_view text, std::size_t size_max) {
  json whole = without_passwords(std::string(text.substr(0, size_max)));
  auto bytes = common::told_json_text(whole);
  return common::read_json(bytes).get<std::string>();
}

/// What is said besides, as JSON; empty when there is nothing.
std::string fields_text(const common::log::Fields& fields) {
  json object = json::object();
  for (auto& [name, value] : fields)
    if (name != "tenant" && name != "device")
      object[std::string(name)] = is_secret(name) ? hidden : plain(value, value_max);
  auto text = object.empty() ? std::string() : common::json_text(object);
  return text.size() <= fields_max ? text : std::string();
}

std::string value_of(const common::log::Fields& fields, std::string_view name) {
  for (auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

/// Which company's a line is.
class Companies {
 public:
  explicit Companies(Connection& connection) : connection_(connection) {
    auto& rows = connection.query("SELECT id FROM tenant WHERE deleted_at IS NULL LIMIT 2");
    std::size_t count = 0;
    for (; rows.step(); ++count) only_ = rows.text(0);
    if (count != 1) only_.clear();
  }
  /// Empty: nobody's.
  std::string of(const std::string& named, const std::string& device) {
    auto found = named.empty() ? find("SELECT tenant FROM device WHERE id = ?", device)
                               : find("SELECT id FROM tenant WHERE id = ?", named);
    return found.empty() ? only_ : found;
  }

 private:
  std::string find(const char* sql, const std::string& id) {
    if (id.empty()) return {};
    auto value = connection_.scalar(sql, {id});
    return value ? std::get<std::string>(*value) : std::string();
  }
  Connection& connection_;
  std::string only_;
};

}  // namespace

LogKeeper::LogKeeper(store::Store& store, Options options)
    : store_(store), options_(std::move(options)), thread_([this] { run(); }) {
  common::log::set_listener([this](const common::log::Line& line) { take(line); });
}

LogKeeper::~LogKeeper() {
  common::log::set_listener({});
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void LogKeeper::take(const common::log::Line& line) {
  if (line.level < common::log::Level::warning || line.correlation == own_correlation) return;
  auto device = value_of(line.fields, "device");
  Line taken{std::string(common::log::name_of(line.level)),
             std::string(line.module),
             plain(line.text, text_max),
             fields_text(line.fields),
             value_of(line.fields, "tenant"),
             common::is_id(device) ? device : std::string()};
  std::lock_guard lock(mutex_);
  add(std::move(taken), line.correlation);
  wake_.notify_one();
}

void LogKeeper::add(Line line, const std::string& correlation) {
  auto known = waiting_.find(line);
  if (known == waiting_.end() && waiting_.size() >= options_.waiting_max) {
    ++dropped_;
    return;
  }
  auto& said = known == waiting_.end() ? waiting_[std::move(line)] : known->second;
  if (said.times++ == 0) {
    said.at = store_.clock().now();
    said.correlation = common::log::is_correlation(correlation) ? correlation : std::string();
  }
}

void LogKeeper::flush() {
  std::lock_guard alone(writing_);
  Batch batch;
  {
    std::lock_guard lock(mutex_);
    batch.swap(waiting_);
    if (dropped_ > 0) {
      Line line{"warning",
                "hub/audit",
                "lines of the log were not kept, for there were too many",
                common::json_text(json{{"lines", std::to_string(dropped_)}}),
                "",
                ""};
      batch[std::move(line)] = {store_.clock().now(), "", 1};
    }
    if (batch.empty()) return;
    dropped_ = 0;
  }
  try {
    write(batch);
  } catch (...) {
    put_back(std::move(batch));
    throw;
  }
}

void LogKeeper::put_back(Batch batch) {
  std::lock_guard lock(mutex_);
  for (auto& [line, said] : batch) {
    auto known = waiting_.find(line);
    if (known == waiting_.end() && waiting_.size() >= options_.waiting_max) {
      ++dropped_;
      continue;
    }
    auto& there = known == waiting_.end() ? waiting_[line] : known->second;
    said.times += there.times;
    there = std::move(said);
  }
}

void LogKeeper::write(const Batch& batch) {
  common::log::Correlation own(own_correlation);
  store_.write(store_.system_command("", "log"), [&](Transaction& transaction) {
    auto& table = store_.tables().of(store_.catalogue().of<LogEntry>());
    Companies companies(transaction.sql());
    for (auto& [line, said] : batch) {
      auto tenant = companies.of(line.tenant, line.device);
      if (tenant.empty()) continue;
      LogEntry entry;
      auto& header = *entry.mutable_header();
      header.set_id(common::make_id(said.at));
      header.set_tenant(tenant);
      header.set_version(1);
      *header.mutable_created_at() = common::codec::to_timestamp(transaction.now());
      *header.mutable_changed_at() = header.created_at();
      *entry.mutable_at() = common::codec::to_timestamp(said.at);
      entry.set_level(line.level == "critical" ? LogEntry::LEVEL_CRITICAL
                      : line.level == "error"  ? LogEntry::LEVEL_ERROR
                                               : LogEntry::LEVEL_WARNING);
      entry.set_module(line.module.substr(0, 100));
      entry.set_text(line.text);
      if (!line.fields.empty()) entry.set_fields(line.fields);
      if (!said.correlation.empty()) entry.set_correlation(said.correlation);
      if (!line.device.empty()) entry.set_device(line.device);
      entry.set_hub(options_.hub);
      entry.set_times(said.times);
      table.insert(transaction.sql(), entry);
    }
  });
}

void LogKeeper::purge() {
  common::log::Correlation own(own_correlation);
  auto before = common::to_micros(store_.clock().now() - options_.kept);
  std::int64_t gone = 0;
  do {
    store_.write(store_.system_command("", "log"), [&](Transaction& transaction) {
      gone = transaction.sql().execute(
          "DELETE FROM log_entry WHERE (tenant, id) IN (SELECT tenant, id FROM log_entry WHERE "
          "\"at\" < ? ORDER BY \"at\" LIMIT ?)",
          {before, deleted_at_once});
    });
  } while (gone == deleted_at_once);
}

void LogKeeper::run() {
  using Steady = std::chrono::steady_clock;
  auto pause = options_.gather;
  auto next_purge = Steady::now();
  std::unique_lock lock(mutex_);
  while (true) {
    auto has_work = [&] { return stopping_ || !waiting_.empty() || dropped_ > 0; };
    wake_.wait_until(lock, next_purge, has_work);
    wake_.wait_for(lock, pause, [&] { return stopping_; });
    bool last = stopping_;
    lock.unlock();
    try {
      flush();
      pause = options_.gather;
      if (!last && Steady::now() >= next_purge) {
        purge();
        next_purge = Steady::now() + purge_every;
      }
    } catch (const std::exception&) {
      // The journal tells why the store takes nothing; a line here would be one more that waits.
      pause = std::min<std::chrono::milliseconds>(pause * 2, pause_max);
      next_purge = std::max(next_purge, Steady::now() + pause);
    }
    lock.lock();
    if (last) return;
  }
}

}  // namespace hub::audit
