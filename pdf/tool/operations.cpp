#include "pdf/tool/operations.hpp"

#include <functional>
#include <map>
#include <new>
#include <string>

#include "pdf/forms/service_report.hpp"
#include "pdf/pdf.hpp"
#include "pdf/worker/codec.hpp"

namespace pdf {
namespace {

using nlohmann::json;
using Operation = std::function<Frame(const std::string&, const json&)>;

Frame with_result(json result) {
  return {{{"result", std::move(result)}}, {}};
}
Frame with_blob(std::string bytes) {
  return {json::object(), {std::move(bytes)}};
}

const std::map<std::string, Operation, std::less<>>& operations() {
  static const std::map<std::string, Operation, std::less<>> table = {
      {"check",
       [](const std::string& body, const json&) { return with_result(check_template(body)); }},
      {"fields",
       [](const std::string& body, const json&) { return with_result(read_fields(body)); }},
      {"fill",
       [](const std::string& body, const json& arguments) {
         return with_blob(
             fill(body, arguments.at("values").get<std::map<std::string, std::string>>()));
       }},
      {"sign",
       [](const std::string& body, const json& arguments) {
         return with_blob(place_signature(body, arguments.at("field_name").get<std::string>(),
                                          arguments.at("strokes").get<Strokes>(),
                                          arguments.at("signer_line").get<std::string>()));
       }},
      {"pages", [](const std::string& body, const json&) { return with_result(page_sizes(body)); }},
      {"render",
       [](const std::string& body, const json& arguments) {
         return with_blob(render_page_png(body, arguments.at("page").get<int>(),
                                          arguments.at("dots_per_inch").get<double>()));
       }},
      {"text", [](const std::string& body, const json&) { return with_blob(read_text(body)); }},
      {"values",
       [](const std::string& body, const json&) { return with_result(read_values(body)); }},
      {"service_report",
       [](const std::string&, const json&) { return with_blob(make_service_report_form()); }},
  };
  return table;
}

Frame run(const Frame& request) {
  const auto found = operations().find(request.header.at("operation").get<std::string>());
  if (found == operations().end()) common::refuse("operation", "There is no such operation.");
  if (request.blobs.size() != 1)
    common::refuse("blobs", "Exactly one document is worked on at a time.");
  return found->second(request.blobs.front(), request.header.value("arguments", json::object()));
}

}  // namespace

Frame error_answer(const common::Error& error) {
  return {{{"error", error_to_json(error)}}, {}};
}

Frame answer(const Frame& request) {
  try {
    return run(request);
  } catch (const common::Error& error) {
    return error_answer(error);
  } catch (const json::exception&) {
    return error_answer(
        {common::ErrorCode::bad_input, "The request is not of the documented shape.", "arguments"});
  } catch (const std::bad_alloc&) {
    return error_answer(
        {common::ErrorCode::too_large, "The document needs more memory than is allowed.", "body"});
  } catch (const std::exception& problem) {
    return error_answer(
        {common::ErrorCode::internal, std::string("unexpected: ") + problem.what()});
  }
}

}  // namespace pdf
