#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::api {

/// The track driven: the van's reports on the way to the job, and all while somebody was under way
/// or on site. A report tells whose it was then; without a name it counts by the van that the visit
/// was planned with.
/// A JSON list of [longitude, latitude, time], by time.
std::string track_json(store::Connection& connection, const std::string& tenant,
                       const std::string& id);

}  // namespace hub::api
