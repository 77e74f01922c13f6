#include "pdf/worker/worker.hpp"

#include "common/error/error.hpp"
#include "pdf/worker/child.hpp"
#include "pdf/worker/codec.hpp"

namespace pdf {
namespace {

[[noreturn]] void fail_answer() {
  throw common::Error(common::ErrorCode::internal,
                      "The PDF program gave an answer that makes no sense.");
}

Frame read_answer(const std::string& bytes) {
  std::optional<Frame> answer;
  try {
    answer = decode_frame(bytes);
  } catch (const common::Error&) {
    fail_answer();
  }
  if (!answer || !answer->header.is_object()) fail_answer();
  return std::move(*answer);
}

template <typename Result>
Result result_of(const Frame& answer) {
  try {
    return answer.header.at("result").get<Result>();
  } catch (const nlohmann::json::exception&) {
    fail_answer();
  }
}

std::string blob_of(Frame answer) {
  if (answer.blobs.size() != 1) fail_answer();
  return std::move(answer.blobs.front());
}

}  // namespace

Frame Worker::ask(std::string_view operation, nlohmann::json arguments,
                  std::string_view bytes) const {
  if (bytes.size() > document_bytes_max)
    throw common::Error(common::ErrorCode::too_large, "The PDF is larger than 32 MB.", "body");
  const std::string request = encode_frame(
      {{{"operation", operation}, {"arguments", std::move(arguments)}}, {std::string(bytes)}});
  std::vector<std::string> words;
  if (options_.memory_bytes_max > 0)
    words = {"--memory-mib",
             std::to_string(std::max<std::size_t>(1, options_.memory_bytes_max >> 20U))};
  Child child(options_.program, words, options_.deadline);
  Frame answer = read_answer(child.exchange(request, frame_bytes_max + frame_header_max));
  if (answer.header.contains("error")) {
    std::optional<common::Error> error;
    try {
      error = error_from_json(answer.header["error"]);
    } catch (const nlohmann::json::exception&) {
      fail_answer();
    }
    throw *error;
  }
  return answer;
}

TemplateCheck Worker::check_template(std::string_view bytes) const {
  return result_of<TemplateCheck>(ask("check", {}, bytes));
}

std::vector<FormField> Worker::read_fields(std::string_view bytes) const {
  return result_of<std::vector<FormField>>(ask("fields", {}, bytes));
}

std::string Worker::fill(std::string_view bytes,
                         const std::map<std::string, std::string>& values) const {
  return blob_of(ask("fill", {{"values", values}}, bytes));
}

std::string Worker::place_signature(std::string_view bytes, std::string_view field_name,
                                    const Strokes& strokes, std::string_view signer_line) const {
  return blob_of(
      ask("sign", {{"field_name", field_name}, {"strokes", strokes}, {"signer_line", signer_line}},
          bytes));
}

std::vector<PageSize> Worker::page_sizes(std::string_view bytes) const {
  return result_of<std::vector<PageSize>>(ask("pages", {}, bytes));
}

std::string Worker::render_page_png(std::string_view bytes, int page, double dots_per_inch) const {
  return blob_of(ask("render", {{"page", page}, {"dots_per_inch", dots_per_inch}}, bytes));
}

std::string Worker::read_text(std::string_view bytes) const {
  return blob_of(ask("text", {}, bytes));
}

std::map<std::string, std::string> Worker::read_values(std::string_view bytes) const {
  return result_of<std::map<std::string, std::string>>(ask("values", {}, bytes));
}

std::string Worker::make_service_report_form() const {
  return blob_of(ask("service_report", {}, {}));
}

}  // namespace pdf
