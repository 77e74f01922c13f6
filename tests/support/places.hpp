#pragma once
#include <string>

namespace support {

/// Where the sources lie, and the build. Functions, so that compiled tests do not depend on it: the
/// compiler cache then serves every checkout.
std::string source_folder();
std::string build_folder();

}  // namespace support
