#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub::identity {

/// RFC 4648, section 5, without padding.
std::string to_base64url(std::string_view bytes);
/// Throws bad_input for what is not base64url.
std::string from_base64url(std::string_view text);

std::string percent_encoded(std::string_view text);
/// The address with these added to its query.
std::string with_query(const std::string& url,
                       const std::vector<std::pair<std::string, std::string>>& parameters);
/// application/x-www-form-urlencoded. Throws bad_input for a name that comes twice (RFC 6749,
/// section 3.2) or what is not encoded so.
std::map<std::string, std::string> parse_form(std::string_view body);
std::string to_form(const std::vector<std::pair<std::string, std::string>>& parameters);

/// Where a program may have people sent back to: https, http on this very computer, or a scheme of
/// its own with a dot in it (RFC 8252, section 7.1); never with a fragment.
bool is_redirect(std::string_view url);

}  // namespace hub::identity
