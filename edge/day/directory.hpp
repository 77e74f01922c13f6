#pragma once
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "edge/day/van.hpp"

namespace edge::day {

/// Records of one type found by words as they are typed, of the tens of thousands that a branch
/// has. The folded words are kept in memory, some 150 bytes a record, and never on the disk, where
/// nothing lies unsealed. Made at the first search, a few hundred records a reading; what changes
/// after that is read anew at the next one. Any thread.
class Directory {
 public:
  using TextOf = std::string (*)(const common::schema::Message& record);
  /// `type` is the catalogue's name, "crm.Account". The text's beginning is what rows are ordered
  /// by.
  Directory(const Van& van, std::string type, TextOf text_of)
      : van_(van), type_(std::move(type)), text_of_(text_of) {}

  void changed(const std::vector<store::RecordKey>& keys);

  struct Found {
    std::vector<std::string> ids;  ///< the first `max`, in order
    std::size_t total = 0;
  };
  /// Whose text contains every word; all for an empty search.
  Found find(std::string_view search, std::size_t max);

 private:
  void refresh();
  void read(const std::vector<std::string>& ids);

  const Van& van_;
  const std::string type_;
  const TextOf text_of_;
  std::mutex mutex_;  // guards the rest
  bool is_made_ = false;
  std::map<std::string, std::string> texts_;  // id to folded text
  std::set<std::string> changed_;
};

}  // namespace edge::day
