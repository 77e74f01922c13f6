#pragma once
#include <string>
#include <vector>

namespace common::schema {

/// Catalogue::compiled() then lacks these types ("marketing.SocialPost") and fields
/// ("crm.Account.industry"). Before it is made first, and only by a program that stands for an
/// older release.
void leave_out(const std::vector<std::string>& names);

}  // namespace common::schema
