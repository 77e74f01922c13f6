#pragma once
#include <functional>
#include <map>
#include <optional>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/types.hpp"

namespace pdf::impl {

/// One appearance of a field on a page.
struct Widget {
  QPDFObjectHandle dictionary;
  QPDFFormFieldObjectHelper
      node;  ///< the field it belongs to; a damaged form has several of one name
  int page = 0;
  double width = 0;   ///< of the rectangle, before any rotation
  double height = 0;  ///< zero where the file gives no usable rectangle
  int rotation = 0;   ///< 0, 90, 180, 270 degrees counter-clockwise
};

/// A field with everything needed to change it.
struct Field {
  FormField face;
  QPDFFormFieldObjectHelper node;
  std::vector<Widget> widgets;       ///< at least one
  std::vector<std::string> exports;  ///< what is stored for each of face.choices
  bool is_button = false;            ///< checkbox or radio group: shown by state, not by text
};

/// An opened PDF and its form, by libqpdf. Strict: a file that needs repair is refused.
/// Keeps no reference to `bytes` after write(). One thread at a time.
class Document {
 public:
  explicit Document(std::string_view bytes);
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  QPDF& file() { return file_; }
  QPDFAcroFormDocumentHelper& form() { return *form_; }
  std::vector<QPDFPageObjectHelper>& pages() { return pages_; }
  std::vector<Field>& fields() { return fields_; }
  Field* find_field(std::string_view name);

  /// Sealed by a digital signature: any change would break it.
  bool is_sealed();
  /// The same content always gives the same bytes.
  std::string write();

 private:
  void read_fields();
  void add_widget(QPDFAnnotationObjectHelper annotation, int page);

  QPDF file_;
  std::optional<QPDFAcroFormDocumentHelper> form_;  // looks at the file when made
  std::vector<QPDFPageObjectHelper> pages_;
  std::vector<Field> fields_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

/// Runs `work`; what libqpdf throws becomes Error{bad_input} on "body".
void translate_errors(const std::function<void()>& work);

/// As shown to a reader, for a box in the page's own coordinates.
Rectangle shown_rectangle(QPDFPageObjectHelper& page, const QPDFObjectHandle::Rectangle& box);

/// The states a checkbox or radio widget can be switched on to; empty where it draws none.
std::vector<std::string> on_states(const Widget& widget);

}  // namespace pdf::impl
