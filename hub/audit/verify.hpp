#pragma once
#include <functional>

#include "hub/store/chain.hpp"
#include "hub/work/jobs.hpp"

namespace hub::audit {

/// The job of the kind "verify_log": reckons the company's chain anew, page by page, notes until
/// where it holds, and tells the administrators when it does not. `renew` is called after each
/// page.
work::Outcome work_on_verification(store::Store& store, const work::Job& job,
                                   const store::Sign& sign,
                                   const std::function<void(store::Transaction&)>& renew = {},
                                   std::size_t entries_at_once = store::entries_verified_at_once);

}  // namespace hub::audit
