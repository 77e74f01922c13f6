#pragma once
#include "common/error/error.hpp"
#include "pdf/worker/frame.hpp"

namespace pdf {

/// Does what a request asks. Never throws for a bad request: the answer then carries "error".
Frame answer(const Frame& request);
/// The answer that says what went wrong.
Frame error_answer(const common::Error& error);

}  // namespace pdf
