#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hub/search/fields.hpp"
#include "hub/search/vocabulary.hpp"
#include "hub/store/follower.hpp"

namespace hub::search {

namespace impl {
class Batch;
}

/// Keeps the index of every company: a reader of the sealed change log with a cursor, which reads
/// the records that changed and writes what differs, some hundred records in a commit. Never in the
/// way of a write. A company without index, and one whose index is built anew, has its records
/// gathered from the tables first; the old index answers until the new one is complete.
/// Of several hubs on one database one builds at a time; another takes over when it has been silent
/// for ten seconds. Blocks like the store does.
class Indexer {
 public:
  struct Options {
    std::size_t changes_at_once = 500;   ///< while it keeps up
    std::size_t changes_behind = 32000;  ///< when more than ten times `changes_at_once` wait
    std::size_t records_of_walk = 16000;
  };
  Indexer(store::Store& store, Vocabularies& vocabularies, Options options);
  Indexer(store::Store& store, Vocabularies& vocabularies)
      : Indexer(store, vocabularies, Options()) {}
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  /// A thread that follows until stop().
  void start() { follower_.start(); }
  void stop() { follower_.stop(); }
  void wake() { follower_.wake(); }  ///< there may be changes; any thread

  /// One commit of the company's index; false when there was nothing to do.
  bool advance(const std::string& tenant);
  /// Until nothing is left.
  void catch_up(const std::string& tenant);

 private:
  bool step_log(const std::string& tenant, const Generation& generation);
  bool step_walk(const std::string& tenant, const Generation& generation);
  bool write(const std::string& tenant, impl::Batch& batch, std::int64_t position,
             const std::optional<std::string>& walk);
  void begin(const std::string& tenant);
  bool fields_changed(const std::string& tenant, std::int64_t after, std::int64_t to);
  bool promote(const std::string& tenant, const std::vector<Generation>& generations,
               std::int64_t last);
  bool sweep(const std::string& tenant, std::int64_t before);
  bool is_others(const Generation& generation) const;
  std::size_t changes_of_step(std::int64_t behind) const;

  store::Store& store_;
  Vocabularies& vocabularies_;
  const Options options_;
  const std::string holder_;
  std::set<std::string> swept_;
  store::Rounds rounds_;
  store::Follower follower_;
};

/// Begins a new index beside the one that answers; whoever indexes builds it. Again: begins that
/// one anew. Any hub may be running on the store.
void rebuild(store::Store& store, const std::string& tenant);
/// The same, unless one is being built: false. A reader of all records at a time is enough.
bool rebuild_once(store::Store& store, const std::string& tenant);

/// Changes that the indexes of all companies lack.
std::int64_t lag(store::Connection& connection);

}  // namespace hub::search
