#pragma once
#include <string>
#include <string_view>

/// What is kept of a technician's PIN, as $scrypt$ln=14,r=8,p=1$salt$hash (PHC string format).
namespace common::rules::people {

/// Throws bad_input naming `field` for what is not 4 to 8 digits, or what everybody would try
/// first.
void check_pin(std::string_view pin, std::string_view field = "pin");
/// Salted anew each time. Takes some 50 ms and 16 MiB.
std::string make_pin_hash(std::string_view pin);
/// False for a text that is no such hash too.
bool fits_pin(std::string_view pin, std::string_view hash);
/// Whether the text is such a hash, of a cost that a van can bear.
bool is_pin_hash(std::string_view hash);

}  // namespace common::rules::people
