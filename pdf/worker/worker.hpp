#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/integrity.hpp"
#include "pdf/types.hpp"
#include "pdf/worker/frame.hpp"

namespace pdf {

struct WorkerOptions {
  std::string program = "truckroll-paper";  ///< a path, or a name found in PATH
  std::chrono::milliseconds deadline{20'000};
  std::size_t memory_bytes_max = std::size_t{512} << 20U;  ///< of address space; 0 sets no limit
};

/// The functions of pdf.hpp, each in a child process of its own that ends with the answer: the
/// caller stays small and survives what a hostile file does to a PDF library. Same results, same
/// errors; besides: Error{unavailable} if the program cannot be started or runs past the deadline
/// (it is killed), Error{internal} if it dies. Blocks the calling thread, so call it on a pool. Any
/// number of threads at once.
class Worker {
 public:
  explicit Worker(WorkerOptions options = {}) : options_(std::move(options)) {}

  TemplateCheck check_template(std::string_view bytes) const;
  std::vector<FormField> read_fields(std::string_view bytes) const;
  std::string fill(std::string_view bytes, const std::map<std::string, std::string>& values) const;
  std::string place_signature(std::string_view bytes, std::string_view field_name,
                              const Strokes& strokes, std::string_view signer_line) const;
  std::vector<PageSize> page_sizes(std::string_view bytes) const;
  std::string render_page_png(std::string_view bytes, int page, double dots_per_inch) const;
  std::string read_text(std::string_view bytes) const;
  std::map<std::string, std::string> read_values(std::string_view bytes) const;
  std::string make_service_report_form() const;

 private:
  Frame ask(std::string_view operation, nlohmann::json arguments, std::string_view bytes) const;

  WorkerOptions options_;
};

}  // namespace pdf
