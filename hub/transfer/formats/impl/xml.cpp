#include "hub/transfer/formats/impl/xml.hpp"

#include <expat.h>

#include <exception>

#include "common/error/error.hpp"

namespace hub::transfer::formats::impl {
namespace {

using common::Error;
using common::ErrorCode;

constexpr int depth_max = 64;

std::string_view local(std::string_view name) {
  auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

struct XmlParser::Impl {
  XmlHandler handler;
  XML_Parser parser;
  int depth = 0;
  std::exception_ptr thrown;  // nothing may be thrown through the library's frames

  explicit Impl(XmlHandler h) : handler(std::move(h)), parser(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    XML_SetStartDoctypeDeclHandler(parser, doctype);
  }
  ~Impl() { XML_ParserFree(parser); }

  template <class F>
  static void guarded(void* user, F&& run) {
    auto& self = *static_cast<Impl*>(user);
    if (self.thrown) return;
    try {
      run(self);
    } catch (...) {
      self.thrown = std::current_exception();
      XML_StopParser(self.parser, XML_FALSE);
    }
  }
  static void start(void* user, const char* name, const char** attributes) {
    guarded(user, [&](Impl& self) {
      if (++self.depth > depth_max)
        throw Error(ErrorCode::bad_input, "the workbook's XML is nested too deep", "file");
      if (!self.handler.start) return;
      self.handler.start(local(name), [&](std::string_view wanted) -> std::string_view {
        for (auto one = attributes; *one; one += 2)
          if (local(one[0]) == wanted) return one[1];
        return {};
      });
    });
  }
  static void end(void* user, const char* name) {
    guarded(user, [&](Impl& self) {
      --self.depth;
      if (self.handler.end) self.handler.end(local(name));
    });
  }
  static void text(void* user, const char* data, int size) {
    guarded(user, [&](Impl& self) {
      if (self.handler.text) self.handler.text({data, static_cast<std::size_t>(size)});
    });
  }
  static void doctype(void* user, const char*, const char*, const char*, int) {
    guarded(user, [](Impl&) {
      throw Error(ErrorCode::bad_input,
                  "the workbook's XML declares a document type; it is refused", "file");
    });
  }
};

XmlParser::XmlParser(XmlHandler handler) : impl_(std::make_unique<Impl>(std::move(handler))) {}
XmlParser::~XmlParser() = default;

void XmlParser::feed(std::string_view part, bool last) {
  auto status = XML_Parse(impl_->parser, part.data(), static_cast<int>(part.size()), last);
  if (impl_->thrown) std::rethrow_exception(impl_->thrown);
  if (status == XML_STATUS_OK) return;
  throw Error(ErrorCode::bad_input,
              common::say("the workbook's XML is broken: {}",
                          std::string(XML_ErrorString(XML_GetErrorCode(impl_->parser)))),
              "file");
}

void parse_xml(std::string_view text, XmlHandler handler) {
  XmlParser(std::move(handler)).feed(text, true);
}

}  // namespace hub::transfer::formats::impl
