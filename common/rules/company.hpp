#pragma once
#include <string>
#include <string_view>

#include "proto/records/admin/tenant.pb.h"

namespace common::rules {

/// What a field's `default_value` stands for in this company: "company.currency",
/// "company.language" (the first ones), "company.country" and "company.zone" are the company's own,
/// empty when it names none; any other text is itself.
std::string company_default(const truckroll::admin::Tenant& company, std::string_view text);
/// Whether the text is one of those above.
bool is_company_default(std::string_view text);

}  // namespace common::rules
