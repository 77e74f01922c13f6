#include <algorithm>

#include "pdf/impl/document.hpp"
#include "pdf/impl/settle.hpp"
#include "pdf/pdf.hpp"

namespace pdf {
namespace {

std::vector<FormField> faces(impl::Document& document) {
  std::vector<FormField> result;
  for (const impl::Field& field : document.fields()) result.push_back(field.face);
  return result;
}

}  // namespace

std::vector<FormField> read_fields(std::string_view bytes) {
  impl::Document document(bytes);
  return faces(document);
}

TemplateCheck check_template(std::string_view bytes) {
  TemplateCheck check;
  impl::Document document(bytes);
  impl::translate_errors([&] {
    impl::require_open_form(document);
    check.remarks = impl::find_active_parts(document);
  });
  check.fields = faces(document);
  check.has_signature_field =
      std::any_of(check.fields.begin(), check.fields.end(),
                  [](const FormField& field) { return field.kind == FieldKind::signature; });
  check.pages = page_sizes(bytes);  // a second opinion: the library that will show it opens it too
  return check;
}

}  // namespace pdf
