#include "hub/search/vocabulary.hpp"

#include <algorithm>

namespace hub::search {
namespace {

constexpr std::size_t words_at_once = 50000;

/// Words after `last`, in order.
std::vector<Dictionary::Entry> load_words(store::Connection& connection, const std::string& tenant,
                                          std::int64_t generation, std::uint32_t last,
                                          Frequencies& frequencies) {
  std::vector<Dictionary::Entry> entries;
  auto& rows = connection.query(
      "SELECT number, word, frequency FROM search_word WHERE tenant = ? AND generation = ? AND "
      "number > ? ORDER BY number LIMIT ?",
      {tenant, generation, std::int64_t{last}, static_cast<std::int64_t>(words_at_once)});
  while (rows.step()) {
    auto number = static_cast<std::uint32_t>(rows.integer(0));
    frequencies.set(number, static_cast<std::uint32_t>(rows.integer(2)));
    entries.push_back({rows.text(1), number});
  }
  return entries;
}

void load_zones(store::Connection& connection, const std::string& tenant, std::int64_t generation,
                Zones& zones) {
  auto& rows = connection.query(
      "SELECT number, type, field FROM search_zone WHERE tenant = ? AND generation = ? AND number "
      "> ? ORDER BY number",
      {tenant, generation, std::int64_t{zones.count()}});
  while (rows.step())
    zones.add(static_cast<std::uint32_t>(rows.integer(0)), {rows.text(1), rows.text(2)});
}

}  // namespace

std::vector<Generation> load_generations(store::Connection& connection, const std::string& tenant) {
  std::vector<Generation> generations;
  auto& rows = connection.query(
      "SELECT generation, position, walk, words, documents, zones, holder, leased_until FROM "
      "search_generation WHERE tenant = ? ORDER BY generation",
      {tenant});
  auto number = [&](std::size_t at) { return static_cast<std::uint32_t>(rows.integer(at)); };
  while (rows.step()) {
    Generation generation;
    generation.number = rows.integer(0);
    generation.position = rows.integer(1);
    if (!rows.is_null(2)) generation.walk = rows.text(2);
    generation.words = number(3);
    generation.documents = number(4);
    generation.zones = number(5);
    generation.holder = rows.text(6);
    generation.leased_until = rows.integer(7);
    generations.push_back(std::move(generation));
  }
  return generations;
}

std::uint32_t Zones::find(const std::string& type, const std::string& field) const {
  auto found = numbers_.find({type, field});
  return found == numbers_.end() ? 0 : found->second;
}

const Zones::Zone* Zones::of(std::uint32_t number) const {
  return number == 0 || number > zones_.size() ? nullptr : &zones_[number - 1];
}

void Zones::add(std::uint32_t number, Zone zone) {
  if (number != zones_.size() + 1) return;
  numbers_[{zone.type, zone.field}] = number;
  zones_.push_back(std::move(zone));
}

std::optional<Vocabulary> Vocabularies::of(store::Connection& connection,
                                           const std::string& tenant) {
  auto generations = load_generations(connection, tenant);
  if (generations.empty()) return std::nullopt;
  return of(connection, tenant, generations.front());
}

Vocabulary Vocabularies::of(store::Connection& connection, const std::string& tenant,
                            const Generation& generation) {
  Key key{tenant, generation.number};
  auto entry = entry_of(key);
  std::unique_lock lock(entry->mutex);
  // How frequent words are is read anew when there may be twice as many.
  if (!entry->dictionary || entry->documents * 2 + 1000 < generation.documents) {
    entry->dictionary = std::make_shared<Dictionary>(std::make_shared<Frequencies>());
    entry->words = 0;
    entry->documents = generation.documents;
  }
  while (entry->words < generation.words) {
    auto words = load_words(connection, tenant, generation.number, entry->words,
                            entry->dictionary->frequencies());
    if (words.empty()) break;
    entry->words = words.back().number;
    entry->dictionary = entry->dictionary->with(words);
  }
  if (entry->zones->count() < generation.zones) {
    auto zones = std::make_shared<Zones>(*entry->zones);
    load_zones(connection, tenant, generation.number, *zones);
    entry->zones = std::move(zones);
  }
  Vocabulary vocabulary{generation, entry->dictionary, entry->zones};
  auto bytes = entry->dictionary->bytes();
  lock.unlock();
  note_size(key, bytes);
  return vocabulary;
}

std::shared_ptr<Vocabularies::Entry> Vocabularies::entry_of(const Key& key) {
  std::lock_guard lock(mutex_);
  auto& entry = entries_[key];
  if (!entry) entry = std::make_shared<Entry>();
  if (used_.empty() || used_.front() != key) {
    used_.remove(key);
    used_.push_front(key);
  }
  return entry;
}

void Vocabularies::note_size(const Key& key, std::size_t bytes) {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(key);
  if (found != entries_.end()) found->second->bytes = bytes;
  std::size_t all = 0;
  for (auto& [other, entry] : entries_) all += entry->bytes;
  while (all > bytes_max_ && used_.size() > 1) {
    all -= entries_.at(used_.back())->bytes;
    entries_.erase(used_.back());
    used_.pop_back();
  }
}

std::size_t Vocabularies::bytes() const {
  std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (auto& [key, entry] : entries_) all += entry->bytes;
  return all;
}

}  // namespace hub::search
