#pragma once
#include <cstddef>
#include <string>

namespace hub::records {

/// Argon2id with 19 MiB, two passes, one lane; takes some 30 ms. PHC string format.
std::string hash_password(const std::string& password);
bool verify_password(const std::string& hash, const std::string& password);
inline constexpr std::size_t password_length_min = 12, password_length_max = 200;
/// Throws bad_input for a password that is shorter or longer.
void check_password_strength(const std::string& password, const std::string& field);

}  // namespace hub::records
