#include "tests/support/places.hpp"

namespace support {

std::string source_folder() {
  return TRUCKROLL_SOURCE_DIR;
}
std::string build_folder() {
  return TRUCKROLL_BINARY_DIR;
}

}  // namespace support
