#pragma once
#include <string>
#include <vector>

#include "common/geo/geo.hpp"

namespace geo_test {

inline constexpr common::geo::Position depot{47.1410, 9.5215};
inline constexpr common::geo::Position site_a{47.1655, 9.5097};
inline constexpr common::geo::Position site_b{47.2190, 9.5420};
inline constexpr common::geo::Position site_c{47.2103, 9.5264};

/// The recorded morning in data/drive.csv; accuracy is HDOP × 5 m.
std::vector<common::geo::Fix> load_drive();

/// Wall time on the day of the drive: at("07:35:56").
common::Instant at(const std::string& time);

/// A file of this name in a folder of the test run, removed at its end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name);
  TemporaryFile(const std::string& name, const std::string& content);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string read_file(const std::string& path);
std::string extract_path();  ///< the Liechtenstein extract

}  // namespace geo_test
