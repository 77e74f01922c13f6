#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "hub/store/database.hpp"

namespace hub::store::impl {

/// Changes the layout under a hub that may be writing beside it. SQLite, and a database that is
/// empty: all in one transaction. PostgreSQL: short transactions that rather give up and come again
/// than keep writers waiting, then the indexes that are missing from tables with rows, each
/// CONCURRENTLY. One process at a time; whoever waited finds everything in place.
class Migration {
 public:
  explicit Migration(Connection& connection);
  ~Migration();  ///< what is not finished is rolled back
  Migration(const Migration&) = delete;
  Migration& operator=(const Migration&) = delete;

  Connection& sql() { return connection_; }
  /// A part that may be run more than once, until it found the locks it needs.
  void part(const std::function<void()>& body);
  /// A table that this migration made: nobody else knows it yet.
  void note_new(const std::string& table) { new_tables_.insert(table); }
  /// `on`: columns, and a condition. `unique`: "UNIQUE " or "".
  void index(const std::string& table, const std::string& unique, const std::string& name,
             const std::string& on);
  /// One that another does the work of; it goes when that one is there.
  void drop_index(const std::string& table, const std::string& name);
  /// What the parts left for afterwards.
  void build_indexes();
  void finish();

 private:
  struct Index {
    std::string table, unique, name, on;
  };
  void build(const Index& index);
  bool is_parted(const std::string& table);

  Connection& connection_;
  bool online_ = false, open_ = true;
  std::set<std::string> new_tables_, present_;  // tables made here; indexes that are there
  std::vector<Index> missing_;
  std::set<std::string> dropped_;
};

}  // namespace hub::store::impl
