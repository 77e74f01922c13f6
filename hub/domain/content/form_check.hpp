#pragma once
#include "pdf/worker/worker.hpp"

namespace hub::domain::content {

/// The program that looks into forms. Call it before the first write; without it the program is
/// looked for in PATH.
void set_form_checker(pdf::WorkerOptions options);

}  // namespace hub::domain::content
