#pragma once
#include "hub/store/chain.hpp"
#include "hub/work/jobs.hpp"

namespace hub::audit {

/// The job of the kind "verify_log": reckons the company's chain anew, notes until where it holds,
/// and tells the administrators when it does not.
work::Outcome work_on_verification(store::Store& store, const work::Job& job,
                                   const store::Sign& sign);

}  // namespace hub::audit
