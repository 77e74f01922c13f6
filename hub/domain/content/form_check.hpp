#pragma once
#include "pdf/worker/worker.hpp"

namespace hub::domain::content {

/// The program that looks into forms. Call it before the first write; without it the program is
/// looked for in PATH.
void set_form_checker(pdf::WorkerOptions options);

/// By the same program, in a process of its own. The first page is 1.
int page_count(const std::string& pdf);
std::string draw_page(const std::string& pdf, int page);

}  // namespace hub::domain::content
