#include <algorithm>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "common/sync/delta.hpp"
#include "edge/store/impl/rows.hpp"
#include "edge/store/store.hpp"

namespace edge::store {

using common::Error;
using common::ErrorCode;
using common::Instant;
using common::sync::Applied;
using common::sync::member_hash;
using common::sync::toggle_member;

namespace {

constexpr std::string_view held = "scope:", shadowed = "shadow:", resynced = "resync:";

const std::string& checked(const std::string& scope) {
  if (scope.empty() || scope.size() > 100 || scope.find('|') != std::string::npos)
    throw Error(ErrorCode::bad_input, "this is no name of a scope");
  return scope;
}

std::string base_key(const std::string& scope, std::string_view type, std::string_view id) {
  return record_key(type, id) + "|" + std::to_string(common::sync::scope_rank(scope)) + "|" + scope;
}

std::string member_key(const std::string& scope, std::string_view type, std::string_view id) {
  return scope + "|" + record_key(type, id);
}

wire::Cursor make_cursor(const std::string& scope, std::uint64_t generation,
                         std::uint64_t position) {
  wire::Cursor cursor;
  cursor.set_scope(scope);
  cursor.set_generation(generation);
  cursor.set_position(position);
  return cursor;
}

std::vector<std::string> keys_with(const Txn& txn, Db db, const std::string& prefix) {
  std::vector<std::string> keys;
  txn.walk(db, prefix, {}, [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return true;
  });
  return keys;
}

std::set<std::string> base_index(const Txn& txn, const RecordType& type, std::string_view id) {
  std::set<std::string> entries;
  txn.walk(Db::base, record_key(type.name, id) + "|", {},
           [&](std::string_view key, std::string_view raw) {
             auto record = type.make();
             if (record->ParseFromString(txn.open(Db::base, key, raw)))
               entries.merge(index_keys(txn.seal(), 'b', type, *record));
             return true;
           });
  return entries;
}

/// Changes what the server says of one record, in one scope, and the index with it. Empty data: out
/// of the scope.
void change_base(Txn& txn, const Catalogue& catalogue, const std::string& scope,
                 std::string_view type_name, std::string_view id,
                 const std::optional<std::string>& data) {
  auto type = catalogue.find(type_name);  // a newer hub's type is kept, unread
  auto before = type ? base_index(txn, *type, id) : std::set<std::string>();
  auto key = base_key(scope, type_name, id);
  if (data)
    txn.put(Db::base, key, *data);
  else
    txn.erase(Db::base, key);
  auto after = type ? base_index(txn, *type, id) : std::set<std::string>();
  for (auto& entry : before)
    if (!after.count(entry)) txn.erase(Db::index, entry);
  for (auto& entry : after)
    if (!before.count(entry)) txn.put_plain(Db::index, entry, {});
}

/// What the index keeps, in one word.
std::string index_layout(const Catalogue& catalogue) {
  std::string paths;
  for (auto& type : catalogue.types())
    for (auto& path : indexed_paths(*type)) paths += type->name + "|" + path + "\n";
  return common::sha256_hex(paths);
}

/// Keys of the index entries that lead to the records of `db`.
std::set<std::string> all_entries(const Txn& txn, const Catalogue& catalogue, Db db, char space) {
  std::set<std::string> entries;
  txn.walk(db, {}, {}, [&](std::string_view key, std::string_view raw) {
    auto type = catalogue.find(split_key(key).first);
    if (!type) return true;
    auto record = type->make();
    if (record->ParseFromString(txn.open(db, key, raw)))
      entries.merge(index_keys(txn.seal(), space, *type, *record));
    return true;
  });
  return entries;
}

/// One scope as it is being changed: its members' versions and its hash go together.
class Members {
 public:
  Members(Txn& txn, const Catalogue& catalogue, const std::string& scope, bool is_shadow)
      : txn_(txn), catalogue_(catalogue), scope_(scope), is_shadow_(is_shadow) {}

  std::optional<std::int64_t> version(const wire::RecordState& state) const {
    auto key = member_key(scope_, state.type(), state.record());
    if (is_shadow_) {
      auto row = txn_.get(Db::shadow, key);
      if (!row) return std::nullopt;
      return static_cast<std::int64_t>(Unpack(*row).number());
    }
    auto row = txn_.get_plain(Db::member, key);
    if (!row) return std::nullopt;
    return static_cast<std::int64_t>(key_number(*row));
  }
  std::optional<std::string> data(const wire::RecordState& state) const {
    return txn_.get(Db::base, base_key(scope_, state.type(), state.record()));
  }
  void put(const wire::RecordState& state, const std::string& data) {
    auto version = static_cast<std::uint64_t>(state.version());
    auto key = member_key(scope_, state.type(), state.record());
    if (is_shadow_) {
      txn_.put(Db::shadow, key, Pack().number(version).text(data).take());
    } else {
      txn_.put_plain(Db::member, key, number_key(version));
      change_base(txn_, catalogue_, scope_, state.type(), state.record(), data);
    }
  }
  void erase(const wire::RecordState& state) {
    txn_.erase(is_shadow_ ? Db::shadow : Db::member,
               member_key(scope_, state.type(), state.record()));
    if (!is_shadow_)
      change_base(txn_, catalogue_, scope_, state.type(), state.record(), std::nullopt);
  }

 private:
  Txn& txn_;
  const Catalogue& catalogue_;
  const std::string& scope_;
  bool is_shadow_;
};

/// What the record becomes; nothing when the state is a delta to something else than is held.
std::optional<std::string> next_data(const Catalogue& catalogue, const wire::RecordState& state,
                                     const std::optional<std::string>& old) {
  auto type = catalogue.find(state.type());
  if (!type) return state.has_base_version() ? std::nullopt : std::optional(state.data());
  auto record = type->make();
  if (state.has_base_version() && (!old || !record->ParseFromString(*old))) return std::nullopt;
  if (!common::sync::apply_state(state, *record)) return std::nullopt;
  return record->SerializeAsString();
}

/// Under the id that the office's logs have it under.
void log_arrival(const wire::RecordState& state) {
  if (!common::log::is_correlation(state.correlation())) return;
  common::log::Correlation correlation(state.correlation());
  common::log::debug("edge/store", "a change of the office has arrived",
                     {{"type", state.type()},
                      {"record", state.record()},
                      {"version", std::to_string(state.version())}});
}

}  // namespace

std::vector<wire::Cursor> Store::cursors() {
  Txn txn(*environment_, Txn::Mode::read);
  std::vector<wire::Cursor> all;
  txn.walk(Db::meta, held, {}, [&](std::string_view key, std::string_view raw) {
    auto row = Scope::parse(txn.open(Db::meta, key, raw));
    all.push_back(make_cursor(std::string(key.substr(held.size())), row.generation, row.position));
    return true;
  });
  return all;
}

std::optional<wire::Cursor> Store::shadow(const std::string& scope) {
  Txn txn(*environment_, Txn::Mode::read);
  auto row = txn.get(Db::meta, std::string(shadowed) + checked(scope));
  if (!row) return std::nullopt;
  auto parsed = Scope::parse(*row);
  auto cursor = make_cursor(scope, parsed.generation, parsed.position);
  cursor.set_snapshot(true);
  return cursor;
}

Applied Store::apply(const wire::ChangeBatch& batch) {
  try {
    return apply_whole(batch);
  } catch (const NoRoom&) {
    return Applied::no_room;
  }
}

Applied Store::apply_whole(const wire::ChangeBatch& batch) {
  std::unique_lock lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  auto name = std::string(batch.snapshot() ? shadowed : held) + checked(batch.scope());
  auto saved = txn.get(Db::meta, name);
  if (!saved && batch.snapshot()) return Applied::stale;
  Scope row;
  row.generation = batch.generation();
  if (saved) row = Scope::parse(*saved);
  if (row.generation != batch.generation() || row.position != batch.from()) return Applied::stale;
  auto types = catalogue();
  Members members(txn, *types, batch.scope(), batch.snapshot());
  std::set<RecordKey> changed;
  for (auto& state : batch.records()) {
    auto old = members.version(state);
    if (state.removed() && !old) continue;
    if (state.removed()) {
      members.erase(state);
    } else {
      auto data =
          next_data(*types, state, state.has_base_version() ? members.data(state) : std::nullopt);
      if (!data) return Applied::unknown_base;
      members.put(state, *data);
      toggle_member(row.hash, member_hash(state.type(), state.record(), state.version()));
    }
    if (old) toggle_member(row.hash, member_hash(state.type(), state.record(), *old));
    if (!batch.snapshot()) changed.insert(record_key(state.type(), state.record()));
  }
  row.position = batch.to();
  if (batch.snapshot() && batch.last())
    end_shadow(txn, batch.scope(), row, changed);
  else
    txn.put(Db::meta, name, row.format());
  if (!changed.empty()) rebuild(txn, changed, pending_);
  txn.commit();
  lock.unlock();
  for (auto& state : batch.records()) log_arrival(state);
  notify(changed);
  return Applied::yes;
}

void Store::end_shadow(Txn& txn, const std::string& scope, Scope& row,
                       std::set<RecordKey>& changed) {
  auto name_of = [&](const std::string& key) {
    return split_key(std::string_view(key).substr(scope.size() + 1));
  };
  std::set<std::string> fresh;
  auto types = catalogue();
  for (auto& key : keys_with(txn, Db::shadow, scope + "|")) {
    auto bytes = txn.get(Db::shadow, key);
    Unpack unpack(*bytes);
    auto version = unpack.number();
    auto [type, id] = name_of(key);
    txn.put_plain(Db::member, key, number_key(version));
    change_base(txn, *types, scope, type, id, unpack.text());
    txn.erase(Db::shadow, key);
    changed.insert(record_key(type, id));
    fresh.insert(key);
  }
  for (auto& key : keys_with(txn, Db::member, scope + "|")) {
    if (fresh.count(key)) continue;
    auto [type, id] = name_of(key);
    change_base(txn, *types, scope, type, id, std::nullopt);
    txn.erase(Db::member, key);
    changed.insert(record_key(type, id));
  }
  txn.erase(Db::meta, std::string(shadowed) + scope);
  txn.put(Db::meta, std::string(held) + scope, row.format());
}

void Store::begin_shadow(const std::string& scope, std::uint64_t generation) {
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  for (auto& key : keys_with(txn, Db::shadow, checked(scope) + "|")) txn.erase(Db::shadow, key);
  Scope row;
  row.generation = generation;
  txn.put(Db::meta, std::string(shadowed) + scope, row.format());
  txn.commit();
}

void Store::drop_scope(const std::string& scope) {
  std::unique_lock lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  std::set<RecordKey> changed;
  auto types = catalogue();
  for (auto& key : keys_with(txn, Db::member, checked(scope) + "|")) {
    auto [type, id] = split_key(std::string_view(key).substr(scope.size() + 1));
    change_base(txn, *types, scope, type, id, std::nullopt);
    txn.erase(Db::member, key);
    changed.insert(record_key(type, id));
  }
  for (auto& key : keys_with(txn, Db::shadow, scope + "|")) txn.erase(Db::shadow, key);
  for (auto prefix : {held, shadowed}) txn.erase(Db::meta, std::string(prefix) + scope);
  rebuild(txn, changed, pending_);
  txn.commit();
  lock.unlock();
  notify(changed);
}

std::string Store::scope_hash(const std::string& scope) {
  Txn txn(*environment_, Txn::Mode::read);
  auto row = txn.get(Db::meta, std::string(held) + checked(scope));
  return row ? Scope::parse(*row).hash : std::string();
}

Instant Store::last_resync(const std::string& scope) {
  Txn txn(*environment_, Txn::Mode::read);
  auto row = txn.get(Db::meta, std::string(resynced) + checked(scope));
  return row ? common::from_micros(static_cast<std::int64_t>(Unpack(*row).number())) : Instant{};
}

void Store::note_resync(const std::string& scope, Instant now) {
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  txn.put(Db::meta, std::string(resynced) + checked(scope),
          Pack().number(static_cast<std::uint64_t>(common::to_micros(now))).take());
  txn.commit();
}

void Store::complete_index() {
  constexpr std::string_view mark = "index";
  auto layout = index_layout(compiled_);
  if (Txn(*environment_, Txn::Mode::read).get(Db::meta, mark) == layout) return;
  auto types = catalogue();
  Txn txn(*environment_, Txn::Mode::write);
  auto entries = all_entries(txn, *types, Db::base, 'b');
  entries.merge(all_entries(txn, *types, Db::overlay, 'o'));
  // What is no longer looked up stays: it leads to records that are looked at again.
  for (auto& entry : entries)
    if (!txn.has(Db::index, entry)) txn.put_plain(Db::index, entry, {});
  txn.put(Db::meta, mark, layout);
  txn.commit();
}

}  // namespace edge::store
