// What is kept of operations that the hub has: a hub restored from a backup gets them again.
#include "common/codec/values.hpp"
#include "edge/store/impl/rows.hpp"
#include "edge/store/store.hpp"

namespace edge::store {
namespace {

constexpr auto mark_every = std::chrono::hours(24);
constexpr const char* finding_note = "clone_finding";

std::uint64_t micros_of(common::Instant at) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(common::to_micros(at), 0));
}

}  // namespace

void Store::note_hub_time(common::Instant now) {
  std::lock_guard lock(writing_);
  hub_now_ = now;
}

std::optional<common::Instant> Store::last_hub_time() const {
  std::lock_guard lock(writing_);
  if (hub_now_) return hub_now_;
  if (log_.marks.empty()) return std::nullopt;
  return common::from_micros(static_cast<std::int64_t>(log_.marks.back().at));
}

/// The device's own clock may be years off, and would have all of it thrown away.
void Store::mark_acked(Log& log) const {
  if (!hub_now_) return;
  auto at = micros_of(*hub_now_);
  bool is_due = log.marks.empty() || at < log.marks.back().at ||
                at - log.marks.back().at >= micros_of(common::Instant(mark_every));
  if (is_due) log.marks.push_back({at, log.acked});
}

void Store::keep_former(Txn& txn, const Log& log, const Stored& stored) const {
  FormerRow row{hub_now_ ? micros_of(*hub_now_) : 0, pack(stored)};
  for (auto& mark : log.marks)
    if (stored.operation.sequence() <= mark.acked) {
      row.at = mark.at;
      break;
    }
  txn.put(Db::former, number_key(stored.operation.logical()), row.format());
}

std::vector<Store::Stored> Store::take_former(Txn& txn) const {
  std::vector<Stored> found;
  std::vector<std::string> keys;
  txn.walk(Db::former, {}, {}, [&](std::string_view key, std::string_view raw) {
    keys.emplace_back(key);
    found.push_back(unpack(FormerRow::parse(txn.open(Db::former, key, raw)).operation));
    return true;
  });
  for (auto& key : keys) txn.erase(Db::former, key);
  return found;
}

void Store::keep_clone_finding(const common::sync::CloneFinding& finding) {
  keep_note(finding_note, finding.id + " " + common::format_instant(finding.found_at));
}

std::optional<common::sync::CloneFinding> Store::clone_finding() const {
  auto note = find_note(finding_note);
  auto space = note.find(' ');
  if (space == note.npos) return std::nullopt;
  common::sync::CloneFinding finding{note.substr(0, space),
                                     common::parse_instant(note.substr(space + 1))};
  auto now = last_hub_time();
  if (now && *now - finding.found_at > options_.retain) return std::nullopt;
  return finding;
}

void Store::trim(Txn& txn, const Log& log) const {
  auto done = std::min(log.acked, log.settled);
  std::uint64_t now = hub_now_ ? micros_of(*hub_now_) : 0,
                span = micros_of(common::Instant(options_.retain));
  auto limit = now > span ? now - span : 0;
  std::uint64_t old_through = 0;
  for (auto& mark : log.marks)
    if (mark.at < limit) old_through = std::max(old_through, mark.acked);
  struct Row {
    Db db;
    std::string key;
    std::size_t size;
    bool is_old;
  };
  std::vector<Row> rows;
  std::size_t bytes = 0;
  txn.walk(Db::former, {}, {}, [&](std::string_view key, std::string_view raw) {
    auto at = FormerRow::parse(txn.open(Db::former, key, raw)).at;
    rows.push_back({Db::former, std::string(key), raw.size(), at > 0 && at < limit});
    bytes += raw.size();
    return true;
  });
  txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view raw) {
    if (key_number(key) > done) return false;
    rows.push_back({Db::outbox, std::string(key), raw.size(), key_number(key) <= old_through});
    bytes += raw.size();
    return true;
  });
  for (auto& row : rows) {
    if (bytes <= options_.retain_bytes && !row.is_old) {
      // Those behind are younger; but a former one may be kept for want of its time.
      if (row.db == Db::outbox) return;
      continue;
    }
    txn.erase(row.db, row.key);
    if (row.db == Db::outbox) txn.erase(Db::results, row.key);
    bytes -= row.size;
  }
}

}  // namespace edge::store
