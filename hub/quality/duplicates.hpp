#pragma once
#include <string>
#include <vector>

#include "hub/quality/identity.hpp"
#include "hub/records/service.hpp"
#include "hub/store/follower.hpp"

namespace hub::quality {

using records::Caller;
using records::RecordService;
using store::Connection;
using store::Transaction;

/// Keeps, for every company, by which keys its records are known and which of them are probably
/// one: a reader of the sealed change log with a cursor, like the search's. Never in the way of a
/// write. Blocks like the store does.
class DuplicateFinder {
 public:
  explicit DuplicateFinder(store::Store& store);
  DuplicateFinder(const DuplicateFinder&) = delete;
  DuplicateFinder& operator=(const DuplicateFinder&) = delete;

  void start() { follower_.start(); }  ///< a thread that follows until stop()
  void stop() { follower_.stop(); }
  void wake() { follower_.wake(); }  ///< there may be changes; any thread

  /// Some changes of the company; false when there was nothing to do.
  bool advance(const std::string& tenant);
  void catch_up(const std::string& tenant);

 private:
  store::Store& store_;
  store::Rounds rounds_;
  store::Follower follower_;
};

/// Two records that might be one, as the caller may see them.
struct Pair {
  std::string first, second;
  int score;
  Json reasons;
};
struct Pairs {
  std::vector<Pair> items;      ///< highest score first
  std::string next_page_token;  ///< empty on the last page
};
/// Those of a type of which the caller may read both; what he may not see of a record is no reason
/// that he is told. Throws bad_input for field "page_token".
Pairs list_pairs(const RecordService& records, Connection& connection, const Caller& caller,
                 const RecordType& type, const std::string& page_token, std::size_t page_size);

/// A record that might be the same as another, or as what somebody is typing.
struct Likeness {
  std::string id, title;
  int score;
  Json reasons;
};
/// Of a stored record, highest score first. Throws not_found.
std::vector<Likeness> duplicates_of(const RecordService& records, Connection& connection,
                                    const Caller& caller, const RecordType& type,
                                    const std::string& id);
/// Of a draft: what is stored already and shares a key with it; some at most.
std::vector<Likeness> likenesses(const RecordService& records, Connection& connection,
                                 const Caller& caller, const RecordType& type, const Message& draft,
                                 const std::string& but = {});

/// "They are two": remembered as a merge that was dismissed; `again` takes that back. The caller
/// must be able to change both. Throws not_found, forbidden.
void say_distinct(Transaction& transaction, const Caller& caller, const RecordType& type,
                  const std::string& first, const std::string& second, bool again);

/// Throws not_found where the type's duplicates are not looked for.
void require_matched(const RecordType& type);

}  // namespace hub::quality
