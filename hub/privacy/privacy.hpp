#pragma once
#include <string>

#include "hub/privacy/erasure.hpp"
#include "hub/privacy/package.hpp"

namespace hub::privacy {

/// The job of the kind "privacy": puts together, erases or anonymises what a running request is
/// about, then finishes it. Where it cannot, the request goes back to verified and says why.
work::Outcome work_on_request(store::Store& store, const ErasureList& list, const work::Job& job,
                              const std::string& scratch,
                              const std::function<void(store::Transaction&)>& renew = {});

}  // namespace hub::privacy
