#include "pdf/impl/settle.hpp"

#include <qpdf/QPDFAcroFormDocumentHelper.hh>

#include "common/error/error.hpp"

namespace pdf::impl {
namespace {

bool is_script(QPDFObjectHandle action) {
  if (!action.isDictionary()) return false;
  QPDFObjectHandle kind = action.getKey("/S");
  return kind.isName() && (kind.getName() == "/JavaScript" || kind.getName() == "/Launch");
}

bool has_scripts(Document& document) {
  QPDFObjectHandle root = document.file().getRoot();
  QPDFObjectHandle names = root.getKey("/Names");
  if (is_script(root.getKey("/OpenAction")) || root.hasKey("/AA")) return true;
  if (names.isDictionary() && names.hasKey("/JavaScript")) return true;
  for (Field& field : document.fields())
    for (Widget& widget : field.widgets)
      if (widget.dictionary.hasKey("/AA") || widget.node.getObjectHandle().hasKey("/AA") ||
          is_script(widget.dictionary.getKey("/A")))
        return true;
  return false;
}

/// A drawing of the kind its field needs: one stream, or for a button one for each state.
bool has_drawing(const Field& field, Widget& widget) {
  QPDFObjectHandle appearance = widget.dictionary.getKey("/AP");
  if (!appearance.isDictionary()) return false;
  if (field.is_button) return !on_states(widget).empty();
  return appearance.getKey("/N").isStream();
}

void settle_widget(const Field& field, Widget& widget, bool redraw, Painter& painter) {
  const bool is_text =
      field.face.kind == FieldKind::text || (!field.is_button && !field.exports.empty());
  if (has_drawing(field, widget) && !(redraw && is_text)) return;
  if (field.is_button) {
    painter.draw_tick(widget, "Yes");
    return;
  }
  const std::string value =
      field.face.kind == FieldKind::signature ? std::string() : value_of(field);
  if (value.empty() && !widget.dictionary.hasKey("/MK")) {
    painter.draw_nothing(widget);
  } else {
    painter.draw_value(field, widget, value);
  }
}

}  // namespace

std::string value_of(const Field& field) {
  QPDFFormFieldObjectHelper node = field.node;
  QPDFObjectHandle value = node.getInheritableFieldValue("/V");
  if (value.isArray() && value.getArrayNItems() > 0) value = value.getArrayItem(0);
  std::string text;
  if (value.isString()) text = value.getUTF8Value();
  if (value.isName()) text = value.getName().substr(1);
  for (std::size_t at = 0; at < field.exports.size(); ++at)
    if (field.exports[at] == text) return field.face.choices[at];
  return text;
}

std::vector<std::string> find_active_parts(Document& document) {
  std::vector<std::string> remarks;
  QPDFObjectHandle form = document.file().getRoot().getKey("/AcroForm");
  if (form.isDictionary() && form.hasKey("/XFA"))
    remarks.emplace_back(
        "The form exists twice, the second time as XFA; the XFA part is dropped when it is "
        "filled.");
  if (has_scripts(document))
    remarks.emplace_back("The form contains scripts; they are dropped when it is filled.");
  if (document.file().getRoot().hasKey("/Perms"))
    remarks.emplace_back(
        "The form carries usage rights of its maker; they are dropped when it is filled.");
  return remarks;
}

void drop_active_parts(Document& document) {
  QPDFObjectHandle root = document.file().getRoot();
  for (const char* key : {"/OpenAction", "/AA", "/Perms"}) root.removeKey(key);
  if (root.getKey("/Names").isDictionary()) root.getKey("/Names").removeKey("/JavaScript");
  QPDFObjectHandle form = root.getKey("/AcroForm");
  for (const char* key : {"/XFA", "/NeedAppearances", "/CO"}) form.removeKey(key);
  for (Field& field : document.fields())
    for (Widget& widget : field.widgets) {
      widget.dictionary.removeKey("/AA");
      widget.node.getObjectHandle().removeKey("/AA");
      if (is_script(widget.dictionary.getKey("/A"))) widget.dictionary.removeKey("/A");
    }
}

void settle_appearances(Document& document, Painter& painter) {
  const bool redraw = document.form().getNeedAppearances();
  for (Field& field : document.fields())
    for (Widget& widget : field.widgets) settle_widget(field, widget, redraw, painter);
}

void require_open_form(Document& document) {
  if (!document.form().hasAcroForm()) common::refuse("body", "The PDF has no form to fill in.");
  if (document.fields().empty()) {
    const bool is_xfa = document.file().getRoot().getKey("/AcroForm").hasKey("/XFA");
    common::refuse(
        "body", is_xfa ? "The form is an XFA form only. Save it as an ordinary PDF form (AcroForm)."
                       : "The form in the PDF has no fields on its pages.");
  }
  if (document.is_sealed())
    throw common::Error(common::ErrorCode::conflict,
                        "The document is sealed by a digital signature and cannot be changed.");
}

}  // namespace pdf::impl
