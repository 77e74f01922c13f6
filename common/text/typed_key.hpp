#pragma once
#include <string>
#include <string_view>

namespace common::text {

/// A key as people mean it (Unicode's NFKC_Casefold): without outer blanks, case, signs that nobody
/// sees and ways of writing the same letter. " AB-1" and "ab-1" give "ab-1"; unlike `fold` it keeps
/// marks: "Müller" is not "Muller".
std::string typed_key(std::string_view text);

}  // namespace common::text
