#pragma once
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "hub/search/dictionary.hpp"
#include "hub/store/database.hpp"

namespace hub::search {

/// One build of a company's index. The lowest one answers; a higher one is being built beside it.
struct Generation {
  std::int64_t number = 0;
  std::int64_t position = 0;        ///< of the change log, up to which it is right
  std::optional<std::string> walk;  ///< "<type>|<id>": how far the records are gathered; none: all
  std::uint32_t words = 0, documents = 0, zones = 0;  ///< last numbers given
  std::string holder;                                 ///< the process that builds it
  std::int64_t leased_until = 0;                      ///< microseconds
};
std::vector<Generation> load_generations(store::Connection& connection, const std::string& tenant);

/// The fields of record types by the numbers that an index knows them by; the type itself is the
/// one with the empty name.
class Zones {
 public:
  struct Zone {
    std::string type, field;
  };
  std::uint32_t find(const std::string& type, const std::string& field) const;  ///< 0: unknown
  const Zone* of(std::uint32_t number) const;
  void add(std::uint32_t number, Zone zone);
  std::uint32_t count() const { return static_cast<std::uint32_t>(zones_.size()); }

 private:
  std::vector<Zone> zones_;  // by number, from 1
  std::map<std::pair<std::string, std::string>, std::uint32_t> numbers_;
};

/// What is known of a company's words, as one snapshot of the database sees them or later.
struct Vocabulary {
  Generation generation;
  std::shared_ptr<const Dictionary> words;
  std::shared_ptr<const Zones> zones;
};

/// The vocabularies of the companies in use, held in memory and brought up to date from the tables
/// at each use, so that any number of hubs see each other's words. The least used go when all
/// together take more than `bytes_max`. Any thread.
class Vocabularies {
 public:
  explicit Vocabularies(std::size_t bytes_max = 64 << 20) : bytes_max_(bytes_max) {}

  /// Of the generation that answers; nothing when the company has no index yet.
  std::optional<Vocabulary> of(store::Connection& connection, const std::string& tenant);
  Vocabulary of(store::Connection& connection, const std::string& tenant,
                const Generation& generation);
  std::size_t bytes() const;

 private:
  struct Entry {
    std::mutex mutex;
    std::uint32_t words = 0, documents = 0;  // loaded, and how many there were then
    std::shared_ptr<const Dictionary> dictionary;
    std::shared_ptr<const Zones> zones = std::make_shared<Zones>();
    std::size_t bytes = 0;
  };
  using Key = std::pair<std::string, std::int64_t>;
  std::shared_ptr<Entry> entry_of(const Key& key);
  void note_size(const Key& key, std::size_t bytes);

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::map<Key, std::shared_ptr<Entry>> entries_;
  std::list<Key> used_;  // the last one first
};

}  // namespace hub::search
