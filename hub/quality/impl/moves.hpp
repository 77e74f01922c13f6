#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/error/sentence.hpp"
#include "hub/quality/impl/places.hpp"

namespace hub::quality::impl {

/// A reference that a merge moved, or could not move back: the row of merge_move.
struct Move {
  std::int64_t number;
  std::string type, record, place, loser, outcome;
};

/// Moves of one merge, and what they are written from. Lives within a transaction.
class Mover {
 public:
  Mover(Transaction& transaction, const RecordType& type, std::string merge, std::string kept);

  /// Moves at most `limit` records' references from the loser; how many it moved. Fewer than
  /// `limit`: none are left but those that stay. A refusal is thrown naming the record.
  std::size_t move(const std::string& loser, std::size_t limit);
  /// Notes what stays with the loser, by type.
  void note_staying(const std::string& loser);
  /// Moves the references of at most `limit` of the merge's moves, from number `after` on, back;
  /// the number of the last one, or nothing when none were left. What has been changed since is
  /// noted as left.
  std::optional<std::int64_t> move_back(std::int64_t after, std::size_t limit);
  /// Adds a row to what the merge did.
  void add(const std::string& type, const std::string& record, const std::string& place,
           const std::string& loser, const std::string& outcome);
  const std::vector<Place>& places() const { return places_; }

 private:
  bool move_record(const RecordType& type, const std::string& id, const std::string& loser);
  std::size_t move_all(const std::vector<std::pair<const RecordType*, std::string>>& records,
                       const std::string& loser);
  void move_each(std::vector<std::pair<const RecordType*, std::string>> records,
                 const std::string& loser);
  std::vector<std::pair<const RecordType*, std::string>> next(const std::string& loser,
                                                              std::size_t limit);
  void give_back(const std::vector<Move>& moves);
  void set_outcome(const Move& move, const std::string& outcome);
  const std::string& tenant() const { return transaction_.actor().tenant; }

  Transaction& transaction_;
  const RecordType& type_;
  const std::string merge_, kept_;
  const std::vector<Place> places_;
  std::int64_t number_ = 0;
};

/// The outcome of a move that could not be moved back. Many read it: its reason is kept in English,
/// and what needs no values is said in the reader's language.
inline const std::string left_mark = "left: ";
std::string left_because(const common::Sentence& reason);

std::vector<Move> load_moves(Connection& connection, const std::string& tenant,
                             const std::string& merge, std::int64_t after, std::size_t limit);

/// How far a merge or its taking back is: the row of merge_work.
struct Work {
  std::string work;  ///< "merge" or "unmerge"
  std::int64_t total = 0, done = 0;
  std::string input, failure;
};
std::optional<Work> find_work(Connection& connection, const std::string& tenant,
                              const std::string& merge);
void save_work(Connection& connection, const std::string& tenant, const std::string& merge,
               const Work& work);

}  // namespace hub::quality::impl
