#include "tests/common/geo/drive.hpp"
#include "tests/support/places.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace geo_test {

using common::geo::Fix;

common::Instant at(const std::string& time) {
  return common::parse_instant("2026-11-16T" + time + "Z");
}

std::vector<Fix> load_drive() {
  std::ifstream in(support::source_folder() + "/tests/common/geo/data/drive.csv");
  std::string line;
  std::getline(in, line);
  std::vector<Fix> fixes;
  while (std::getline(in, line)) {
    Fix fix;
    double hdop = 0;
    const std::string numbers = line.substr(9);
    if (std::sscanf(numbers.c_str(), "%lf,%lf,%lf", &fix.position.latitude, &fix.position.longitude,
                    &hdop) != 3) {
      throw std::runtime_error("drive.csv: " + line);
    }
    fix.at = at(line.substr(0, 8));
    fix.accuracy_m = hdop * 5;
    fixes.push_back(fix);
  }
  return fixes;
}

TemporaryFile::TemporaryFile(const std::string& name)
    : path_((std::filesystem::temp_directory_path() / (std::to_string(::getpid()) + "-" + name))
                .string()) {}

TemporaryFile::TemporaryFile(const std::string& name, const std::string& content)
    : TemporaryFile(name) {
  std::ofstream(path_, std::ios::binary) << content;
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;  // a file that was never written is as good as removed
  std::filesystem::remove(path_, ignored);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

std::string extract_path() {
  return support::source_folder() + "/deploy/map/data/liechtenstein.osm.pbf";
}

}  // namespace geo_test
