#pragma once
#include <string_view>

namespace edge::store {

/// Checks how an LMDB file (format of version 0.9, 64 bit) hangs together: every
/// page that the newest state reaches, and the list of free ones. LMDB itself trusts them, and a
/// flipped bit that no value shows ends the process at the next write. Reading the values is
/// Environment::check_all()'s.
/// Throws Error{storage} with the page at the first that is not sound. Ends for any bytes.
void check_pages(std::string_view file);

}  // namespace edge::store
