#include "hub/transfer/formats/impl/vcard_lines.hpp"

#include <algorithm>
#include <utility>

#include "common/text/text.hpp"
#include "hub/transfer/formats/impl/readers.hpp"

namespace hub::transfer::formats::impl {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// RFC 2045, 6.7; what is no escape stays as it is.
std::string from_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_escape = text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                     hex_digit(text[i + 2]) >= 0;
    out += is_escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]))
                     : text[i];
    i += is_escape ? 2 : 0;
  }
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

/// Where the value begins: the first colon outside of quotes.
std::size_t colon_of(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == ':' && !quoted) return i;
  }
  return std::string_view::npos;
}

std::string without_quotes(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '"'), text.end());
  return text;
}

struct Encoded {
  bool quoted_printable = false;
  std::string charset;
};

Encoded read_parameters(const std::vector<std::string>& parameters, Property& property) {
  Encoded encoded;
  for (std::size_t i = 1; i < parameters.size(); ++i) {
    auto equals = parameters[i].find('=');
    auto name = upper(parameters[i].substr(0, equals));
    auto value = equals == std::string::npos ? std::string()
                                             : without_quotes(parameters[i].substr(equals + 1));
    if (name == "QUOTED-PRINTABLE" || (name == "ENCODING" && upper(value) == "QUOTED-PRINTABLE"))
      encoded.quoted_printable = true;
    else if (name == "CHARSET")
      encoded.charset = upper(value);
    else if (name == "TYPE")
      for (auto& type : common::text::split(value, ','))
        property.types.push_back(common::text::to_lower(type));
    else if (equals == std::string::npos)
      property.types.push_back(common::text::to_lower(name));  // vCard 2.1: TEL;CELL
  }
  return encoded;
}

}  // namespace

std::optional<std::string> PropertyReader::raw_line() {
  if (window_.peek() < 0) return std::nullopt;
  std::string line;
  ++line_;
  for (int c = window_.get(); c >= 0 && c != '\n'; c = window_.get()) {
    line += static_cast<char>(c);
    if (line.size() > limits_.row_bytes) refuse_at(line_, "a line is longer than 4 MB");
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

/// A line that begins with a blank goes on the one before.
std::optional<std::string> PropertyReader::unfolded(bool& soft_breaks) {
  auto line = ahead_ ? std::exchange(ahead_, std::nullopt) : raw_line();
  begun_ = line_;
  if (!line) return line;
  soft_breaks =
      upper(line->substr(0, colon_of(*line))).find("QUOTED-PRINTABLE") != std::string::npos;
  while (true) {
    bool soft = soft_breaks && !line->empty() && line->back() == '=';
    auto more = raw_line();
    bool folded = more && !more->empty() && (more->front() == ' ' || more->front() == '\t');
    if (!more || (!soft && !folded)) {
      ahead_ = std::move(more);
      return line;
    }
    if (soft) line->pop_back();
    line->append(*more, soft && !folded ? 0 : 1);
    if (line->size() > limits_.row_bytes) refuse_at(begun_, "a property is longer than 4 MB");
  }
}

std::optional<Property> PropertyReader::next() {
  while (true) {
    bool soft_breaks = false;
    auto line = unfolded(soft_breaks);
    if (!line) return std::nullopt;
    auto colon = colon_of(*line);
    if (colon == std::string::npos) continue;  // blank lines, and what phones leave behind
    Property property;
    property.line = begun_;
    auto parameters = common::text::split(std::string_view(*line).substr(0, colon), ';');
    auto dot = parameters[0].rfind('.');
    property.name = upper(dot == std::string::npos ? parameters[0] : parameters[0].substr(dot + 1));
    auto encoded = read_parameters(parameters, property);
    property.value = line->substr(colon + 1);
    if (encoded.quoted_printable) {
      property.value = from_quoted_printable(property.value);
      bool latin = encoded.charset.rfind("ISO-8859-1", 0) == 0 || encoded.charset == "WINDOWS-1252";
      if (latin || !is_clean_utf8(property.value))
        property.value = decoded(file_of("", property.value).open(), Encoding::windows_1252)();
    }
    property.is_broken = !is_clean_utf8(property.value);
    return property;
  }
}

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
      continue;
    }
    ++i;
    out += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
  }
  return std::string(common::text::trim(out));
}

std::vector<std::string> parts_of(std::string_view value, char by) {
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      parts.back() += value.substr(i++, 2);
    } else if (value[i] == by) {
      parts.emplace_back();
    } else {
      parts.back() += value[i];
    }
  }
  for (auto& part : parts) part = unescaped(part);
  return parts;
}

}  // namespace hub::transfer::formats::impl
