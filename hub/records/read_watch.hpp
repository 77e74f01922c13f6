#pragma once
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::records {

/// Knows who reads far more records with protected data within an hour than he ever does: more than
/// the company's floor (setting access.odd_reads_per_hour) and three times his busiest hour of the
/// 30 days before the last. An administrator is told by a job of the kind "odd_use", and where the
/// setting access.odd_use says "block", nothing protected is shown to him for an hour, unless
/// somebody releases him; never to a company's only administrator. Used by one thread.
class ReadWatch {
 public:
  static constexpr std::int64_t floor_default = 1000;
  static constexpr int times_busiest = 3;

  using Who = std::pair<std::string, std::string>;  ///< tenant, user
  /// How many records of each the log has not shown him yet in this hour. Outside of a transaction,
  /// whose body may run twice.
  class Fresh {
   public:
    std::map<Who, std::int64_t> counts;
    std::int64_t hour = 0;  ///< since 1970

   private:
    friend class ReadWatch;
    std::map<Who, std::vector<std::size_t>> seen;
  };
  void begin(Fresh& fresh, common::Instant now);
  void add(Fresh& fresh, const Who& who, const std::set<std::string>& records);
  /// It could not be noted: they are fresh again.
  void take_back(const Fresh& fresh);
  /// Adds them up over all hubs (a record that two of them show counts twice), and acts when a
  /// limit was crossed.
  static void note(store::Transaction& transaction, const Fresh& fresh);
  static std::set<Who> load_blocked(store::Connection& connection, common::Instant now);

 private:
  std::int64_t hour_ = 0;
  std::map<Who, std::unordered_set<std::size_t>> seen_;  // hashes of ids, bounded
};

}  // namespace hub::records
