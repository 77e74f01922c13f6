#include "pdf/forms/form_sheet.hpp"

#include <fmt/format.h>

#include <qpdf/QPDFPageDocumentHelper.hh>
#include <utility>

#include "pdf/impl/document.hpp"

namespace pdf::impl {
namespace {

QPDFObjectHandle text(const std::string& words) {
  return QPDFObjectHandle::newUnicodeString(words);
}

const char* type_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::text:
      return "/Tx";
    case FieldKind::checkbox:
      return "/Btn";
    case FieldKind::choice:
      return "/Ch";
    case FieldKind::signature:
      return "/Sig";
  }
  return "/Tx";
}

int flags_of(const NewField& field) {
  constexpr int multiline = 1 << 12;
  constexpr int combo = 1 << 17;
  if (field.kind == FieldKind::choice) return combo;
  return field.is_multiline ? multiline : 0;
}

QPDFObjectHandle make_widget(const NewField& field, QPDFObjectHandle page) {
  QPDFObjectHandle widget = QPDFObjectHandle::parse("<< /Type /Annot /Subtype /Widget /F 4 >>");
  const Rectangle& box = field.place;
  const double bottom = FormSheet::a4.height - box.top - box.height;
  widget.replaceKey("/Rect", QPDFObjectHandle::newFromRectangle(
                                 {box.left, bottom, box.left + box.width, bottom + box.height}));
  widget.replaceKey("/P", page);
  if (field.kind == FieldKind::text || field.kind == FieldKind::choice)
    widget.replaceKey("/DA", QPDFObjectHandle::newString(fmt::format(
                                 "/{} {} Tf 0.059 0.090 0.165 rg",
                                 field.is_bold ? "InterBold" : "Inter", field.text_size)));
  return widget;
}

QPDFObjectHandle make_field(const NewField& field) {
  QPDFObjectHandle made = QPDFObjectHandle::newDictionary();
  made.replaceKey("/FT", QPDFObjectHandle::newName(type_of(field.kind)));
  made.replaceKey("/T", text(field.name));
  made.replaceKey("/TU", text(field.label));
  if (flags_of(field) != 0) made.replaceKey("/Ff", QPDFObjectHandle::newInteger(flags_of(field)));
  if (field.max_length > 0)
    made.replaceKey("/MaxLen", QPDFObjectHandle::newInteger(field.max_length));
  if (field.align == Align::center) made.replaceKey("/Q", QPDFObjectHandle::newInteger(1));
  if (field.align == Align::right) made.replaceKey("/Q", QPDFObjectHandle::newInteger(2));
  if (field.kind == FieldKind::checkbox) made.replaceKey("/V", QPDFObjectHandle::newName("/Off"));
  if (field.choices.empty()) return made;
  QPDFObjectHandle options = QPDFObjectHandle::newArray();
  for (const std::string& choice : field.choices) options.appendItem(text(choice));
  made.replaceKey("/Opt", options);
  return made;
}

/// Viewers that edit the form use these; what fill() draws embeds its own font.
QPDFObjectHandle make_form(QPDFObjectHandle fields) {
  QPDFObjectHandle form = QPDFObjectHandle::parse(
      "<< /DA (/Inter 10 Tf 0 g) /DR << /Font << "
      "/Inter << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
      "/InterBold << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding "
      "/WinAnsiEncoding >> "
      ">> >> >>");
  form.replaceKey("/Fields", fields);
  return form;
}

}  // namespace

FormSheet::FormSheet(const std::string& title) : canvas_(a4, {title, "", ""}) {}

void FormSheet::next_page() {
  canvas_.next_page(a4);
  ++page_;
}

void FormSheet::add(NewField field) {
  fields_.push_back({std::move(field), page_});
}

std::string FormSheet::finish() {
  const std::string art = canvas_.finish();
  Document document(art);
  QPDF& file = document.file();
  QPDFObjectHandle list = QPDFObjectHandle::newArray();
  std::map<std::string, QPDFObjectHandle> made;
  for (const Placed& placed : fields_) {
    QPDFObjectHandle page = document.pages().at(placed.page).getObjectHandle();
    QPDFObjectHandle widget = file.makeIndirectObject(make_widget(placed.field, page));
    if (!page.getKey("/Annots").isArray()) page.replaceKey("/Annots", QPDFObjectHandle::newArray());
    page.getKey("/Annots").appendItem(widget);
    QPDFObjectHandle& field = made[placed.field.name];
    if (!field.isInitialized()) {
      field = file.makeIndirectObject(make_field(placed.field));
      field.replaceKey("/Kids", QPDFObjectHandle::newArray());
      list.appendItem(field);
    }
    widget.replaceKey("/Parent", field);
    field.getKey("/Kids").appendItem(widget);
  }
  file.getRoot().replaceKey("/AcroForm", file.makeIndirectObject(make_form(list)));
  return document.write();
}

}  // namespace pdf::impl
