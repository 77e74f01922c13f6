#pragma once
#include <string>

#include "hub/store/tables.hpp"

namespace hub::store::impl {

/// Names what tables there are to be: a database that has them all need not be asked.
std::string layout_of(const Catalogue& catalogue);

}  // namespace hub::store::impl
