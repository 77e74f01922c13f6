#include "hub/privacy/page.hpp"

#include "common/text/json_text.hpp"

namespace hub::privacy {
namespace {

using common::schema::RecordType;
using nlohmann::json;

std::string label_of(const RecordType& type, const std::string& name) {
  auto field = type.find_field(name);
  if (!field) field = type.find_custom(name);
  return field ? field->label : name;
}

/// A value as people read it: parts of one on a line each.
std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return common::json_text(value);
  std::string text;
  for (auto& [name, part] : value.items()) {
    if (name == "line") continue;
    if (!text.empty()) text += value.is_array() ? "\n" : ", ";
    text += value.is_array() ? text_of(part) : name + ": " + text_of(part);
  }
  return text;
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

Page::Page(const std::filesystem::path& file) : out_(file) {
  out_
      << "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><meta http-equiv=\"Content-Security-Policy\" "
         "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src 'self'\">"
         "<title>Personal data</title><style>body{font:16px sans-serif;margin:1rem;max-width:60rem}"
         "table{border-collapse:collapse;width:100%;margin:0 0 1rem}th,td{text-align:left;"
         "vertical-align:top;border-bottom:1px solid #ccc;padding:.25rem;white-space:pre-wrap;"
         "overflow-wrap:anywhere}th{width:30%}</style></head><body><h1>Personal data</h1>\n";
}

void Page::begin_type(const RecordType& type) {
  out_ << "<h2>" << escaped(type.plural) << "</h2>\n";
}

void Page::add(const RecordType& type, const json& record) {
  out_ << "<table>";
  for (auto& [name, value] : record.items())
    out_ << "<tr><th>" << escaped(label_of(type, name)) << "</th><td>" << escaped(text_of(value))
         << "</td></tr>";
  out_ << "</table>\n";
}

void Page::add_file(const std::string& name) {
  if (!files_) out_ << "<h2>Files</h2>\n";
  files_ = true;
  out_ << "<p><a href=\"files/" << escaped(name) << "\">" << escaped(name) << "</a></p>\n";
}

void Page::end() {
  out_ << "</body></html>\n";
  out_.close();
}

}  // namespace hub::privacy
