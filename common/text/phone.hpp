#pragma once
#include <string>
#include <string_view>

namespace common::text {

/// "+423 (0)78-123 45 67" without its spaces and signs: ITU-T E.164, "+" and 7 to 15 digits. Empty
/// for what is no international number. A "(0)", which is dialled within the country only, is left
/// out.
std::string to_e164(std::string_view number);

}  // namespace common::text
