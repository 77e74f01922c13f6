#pragma once
#include <functional>
#include <optional>
#include <string>

#include "hub/store/changes.hpp"
#include "hub/store/transaction.hpp"

namespace hub::store {

/// Where a company's change log begins since its older entries were purged: the last purged
/// position and its hash, from which the rest still verifies.
struct Anchor {
  std::int64_t position = 0;
  std::string hash;
  common::Instant at;     ///< of the last purge
  std::string signature;  ///< of anchor_text(), by a key that the database has not got
};
/// What is signed.
std::string anchor_text(const std::string& tenant, const Anchor& anchor);
std::optional<Anchor> find_anchor(Connection& connection, const std::string& tenant);

using Sign = std::function<std::string(std::string_view)>;

/// Deletes the oldest sealed entries that are of before that moment, at most `limit`, and none that
/// a reader of the log has still to read; the anchor moves along. How many. The transaction's
/// company.
std::size_t purge_changes(Transaction& transaction, common::Instant before, std::size_t limit,
                          const Sign& sign);

/// The reader that has most of the log still before it; nothing when nobody reads it.
struct Reader {
  std::string name;
  std::int64_t position = 0;
};
std::optional<Reader> last_reader(Connection& connection, const std::string& tenant);

/// Reckons a company's chain anew, page by page: a log has millions of entries, and a reading that
/// lasts as long would keep the database from clearing up. Entries may be added, and old ones
/// purged, between two pages.
class ChainVerification {
 public:
  explicit ChainVerification(std::string tenant) : tenant_(std::move(tenant)) {}
  /// The next entries, at most so many; false when there are no more.
  bool step(Connection& connection, std::size_t limit);
  const ChainCheck& check() const { return check_; }
  std::int64_t position() const { return position_; }  ///< of the last entry looked at

 private:
  bool begin(Connection& connection);
  bool end(Connection& connection, std::int64_t head, const std::string& head_hash);
  void look_at(const ChangeRow& row, const std::string& hash);
  std::string tenant_, previous_;
  std::int64_t position_ = 0;  // entries that there should have been so far
  std::int64_t after_ = 0;     // where the next page begins
  ChainCheck check_;
};
inline constexpr std::size_t entries_verified_at_once = 500;

/// How far the chain was found whole, for people to see.
struct Verified {
  std::int64_t position = 0;   ///< last entry looked at
  std::int64_t broken_at = 0;  ///< 0: whole
  common::Instant at;
};
/// What a verification that is through has found, with the anchor's signature where there is one.
Verified verified(Connection& connection, const std::string& tenant,
                  const ChainVerification& verification, common::Instant now, const Sign& sign);
/// All of it in one go.
Verified verify(Connection& connection, const std::string& tenant, common::Instant now,
                const Sign& sign);
void note_verified(Connection& connection, const std::string& tenant, const Verified& verified);
std::optional<Verified> find_verified(Connection& connection, const std::string& tenant);

}  // namespace hub::store
