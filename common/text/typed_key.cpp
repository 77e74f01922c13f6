#include "common/text/typed_key.hpp"

#include <utf8proc.h>

#include <cstdlib>

#include "common/text/text.hpp"

namespace common::text {

std::string typed_key(std::string_view text) {
  utf8proc_uint8_t* out = nullptr;
  auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &out,
      static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_IGNORE | UTF8PROC_STABLE));
  if (size < 0) return to_lower(trim(text));
  std::string key(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  std::free(out);
  return std::string(trim(key));
}

}  // namespace common::text
