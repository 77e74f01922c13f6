#pragma once
#include <string>

#include "proto/values/values.pb.h"

namespace common::codec {

/// "Anna Müller"; what is missing leaves no gap.
std::string person_name(const truckroll::PersonName& name);
/// "Dr. Anna Müller"
std::string titled_name(const truckroll::PersonName& name);

}  // namespace common::codec
