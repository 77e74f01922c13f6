#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hub::transfer::formats::impl {

/// What a reader of XML is told. Names come without their namespace's prefix.
struct XmlHandler {
  /// `attribute(name)` is empty when it is not there.
  std::function<void(std::string_view name,
                     const std::function<std::string_view(std::string_view)>& attribute)>
      start;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
};

/// XML by parts (Expat). A document type, and with it every entity of its own, is refused: no
/// workbook has one. Throws bad_input.
class XmlParser {
 public:
  explicit XmlParser(XmlHandler handler);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;
  void feed(std::string_view part, bool last);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

void parse_xml(std::string_view text, XmlHandler handler);

}  // namespace hub::transfer::formats::impl
