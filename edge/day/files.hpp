#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "edge/store/records_view.hpp"

/// Files of the office's that belong to jobs.
namespace edge::day {

/// What is fetched before somebody asks for it.
struct FilesAhead {
  std::chrono::hours within{72};            ///< before a visit begins
  std::uint64_t file_bytes_max = 20 << 20;  ///< larger ones come when somebody wants to see them
  std::uint64_t bytes_max = 48 << 20;       ///< of all together
};

/// Hashes of the files of the visits that are not over and begin within that time, the soonest
/// first: those of visit, job, site, equipment and customer.
std::vector<std::string> files_ahead(const store::RecordsView& view, common::Instant now,
                                     const FilesAhead& bounds = {});

}  // namespace edge::day
