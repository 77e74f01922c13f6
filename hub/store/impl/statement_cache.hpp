#pragma once
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hub::store::impl {

/// Prepared statements by their text; beyond `limit` the one that was not asked for longest goes,
/// since filters of users make texts without end. A statement in use must not see `limit` others
/// prepared before it is read to its end.
template <class T>
class StatementCache {
 public:
  static constexpr std::size_t limit = 500;

  template <class Make>
  T& get(const std::string& sql, Make&& make) {
    if (auto found = places_.find(sql); found != places_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return *entries_.front().statement;
    }
    auto made = make();
    if (entries_.size() >= limit) {
      places_.erase(entries_.back().sql);
      entries_.pop_back();
    }
    entries_.push_front({sql, std::move(made)});
    places_.emplace(entries_.front().sql, entries_.begin());
    return *entries_.front().statement;
  }
  void clear() {
    places_.clear();
    entries_.clear();
  }

 private:
  struct Entry {
    std::string sql;
    std::unique_ptr<T> statement;
  };
  std::list<Entry> entries_;  // the one asked for last comes first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;
};

}  // namespace hub::store::impl
