#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "hub/search/impl/round.hpp"

namespace hub::search::impl {

/// Turns matches of the index into records that the asker may see: reads the best from the store,
/// checks rights and words again, and counts.
class Hits {
 public:
  Hits(store::Connection& connection, const Asker& asker, Sight& sight,
       const Vocabulary& vocabulary, const Question& question);

  /// Adds the hits of a round that are not there yet, behind those of rounds before; how many.
  std::size_t take(const Round& round);
  bool enough() const { return hits_.size() >= question_.limit; }
  bool empty() const { return hits_.empty(); }
  std::vector<Hit> ranked();
  /// How many there are of each type, and of one type by state and choices.
  void count(Answer& answer);

 private:
  struct Document {
    std::uint32_t type = 0;
    std::string record;
    float score = 0;
  };
  std::vector<Document> load(const std::vector<Match>& matches);
  std::vector<Match> allowed_of(const Round& round);
  void keep_allowed(std::vector<Match>& matches);
  std::unordered_set<std::string> allowed_ids(const RecordType& type,
                                              const std::vector<std::string>& ids);
  std::size_t read(const Round& round, const std::vector<Document>& documents, std::size_t rank);
  void rank(Hit& hit) const;
  void find_near();
  bool is_current();
  void count_type(const RecordType& type, std::vector<Match> matches, bool is_cut, Answer& answer);
  void count_facets(const RecordType& type, const std::string& from, const store::Values& values,
                    bool is_exact, Answer& answer);

  store::Connection& connection_;
  const Asker& asker_;
  Sight& sight_;
  const Vocabulary& vocabulary_;
  const Question& question_;
  std::vector<Hit> hits_;
  std::unordered_set<std::uint32_t> seen_;
  std::unordered_map<std::uint32_t, Match> counted_;
  bool is_cut_ = false;
  std::size_t rounds_ = 0;
  std::optional<bool> is_current_;
  std::unordered_map<std::string, double> near_;  // records that belong with the open one
};

}  // namespace hub::search::impl
