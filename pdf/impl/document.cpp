#include "pdf/impl/document.hpp"

#include <algorithm>
#include <cmath>
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "common/error/error.hpp"

namespace pdf::impl {
namespace {

// ISO 32000-1, tables 221, 226, 228 and 230.
constexpr int flag_read_only = 1;
constexpr int flag_required = 1 << 1;
constexpr int flag_multiline = 1 << 12;
constexpr int flag_editable_choice = 1 << 18;

void check_size(std::string_view bytes) {
  if (bytes.empty()) common::refuse("body", "The file is empty.");
  if (bytes.size() > document_bytes_max)
    throw common::Error(common::ErrorCode::too_large, "The PDF is larger than 32 MB.", "body");
}

/// Nothing but blanks after the end mark: a file saved several times and then cut may otherwise
/// pass as an old version of itself.
void check_end(std::string_view bytes) {
  const std::size_t end = bytes.rfind("%%EOF");
  const bool is_whole =
      end != std::string_view::npos &&
      bytes.find_first_not_of(std::string_view("\r\n\t \0", 5), end + 5) == std::string_view::npos;
  if (!is_whole)
    common::refuse(
        "body", "The file is not a whole PDF. Save it again in a PDF program and try once more.");
}

int full_turns_removed(int degrees) {
  return ((degrees % 360) + 360) % 360;
}

int page_rotation(QPDFPageObjectHelper& page) {
  QPDFObjectHandle rotate = page.getAttribute("/Rotate", false);
  return rotate.isInteger() ? full_turns_removed(rotate.getIntValueAsInt()) : 0;
}

int widget_rotation(QPDFObjectHandle widget) {
  QPDFObjectHandle style = widget.getKey("/MK");
  if (!style.isDictionary() || !style.getKey("/R").isInteger()) return 0;
  return full_turns_removed(style.getKey("/R").getIntValueAsInt()) / 90 * 90;
}

std::string text_of(QPDFObjectHandle object) {
  if (object.isString()) return object.getUTF8Value();
  return object.isName() ? object.getName().substr(1) : std::string();
}

void add_choices(Field& field) {
  QPDFObjectHandle options = field.node.getInheritableFieldValue("/Opt");
  if (!options.isArray()) return;
  for (QPDFObjectHandle option : options.getArrayAsVector()) {
    const bool is_pair = option.isArray() && option.getArrayNItems() >= 2;
    field.exports.push_back(text_of(is_pair ? option.getArrayItem(0) : option));
    field.face.choices.push_back(text_of(is_pair ? option.getArrayItem(1) : option));
  }
}

/// Poppler 22.12 never comes back from a field that is its own forefather.
void require_end_of_parents(QPDFObjectHandle node) {
  constexpr int depth_max = 100;
  for (int depth = 0; node.isDictionary(); node = node.getKey("/Parent"))
    if (++depth > depth_max)
      common::refuse("body", "The form in the PDF is built as a loop and cannot be used.");
}

bool describe(Field& field) {
  QPDFFormFieldObjectHelper& node = field.node;
  const std::string type = node.getFieldType();
  const int flags = node.getFlags();
  FormField& face = field.face;
  face.required = (flags & flag_required) != 0;
  face.read_only = (flags & flag_read_only) != 0;
  if (type == "/Tx") {
    face.multiline = (flags & flag_multiline) != 0;
    QPDFObjectHandle length = node.getInheritableFieldValue("/MaxLen");
    if (length.isInteger()) face.max_length = std::max(0, length.getIntValueAsInt());
  } else if (type == "/Btn") {
    if (node.isPushbutton()) return false;
    face.kind = node.isRadioButton() ? FieldKind::choice : FieldKind::checkbox;
    field.is_button = true;
  } else if (type == "/Ch") {
    face.kind = FieldKind::choice;
    face.free_text = (flags & flag_editable_choice) != 0;
    add_choices(field);
  } else if (type == "/Sig") {
    face.kind = FieldKind::signature;
  } else {
    return false;
  }
  return true;
}

/// Checkboxes of one name with different states are one question with several answers.
void settle_buttons(Field& field) {
  if (!field.is_button) return;
  std::vector<std::string> states;
  for (const Widget& widget : field.widgets)
    for (const std::string& state : on_states(widget))
      if (std::find(states.begin(), states.end(), state) == states.end()) states.push_back(state);
  if (states.size() > 1) field.face.kind = FieldKind::choice;
  if (field.face.kind != FieldKind::choice) return;
  field.face.choices = states;
  field.exports = states;
}

}  // namespace

void translate_errors(const std::function<void()>& work) {
  try {
    work();
  } catch (const common::Error&) {
    throw;
  } catch (const QPDFExc& problem) {
    if (problem.getErrorCode() == qpdf_e_password)
      common::refuse("body", "The PDF asks for a password. Remove the protection and try again.");
    common::refuse(
        "body", "The file is not a whole PDF. Save it again in a PDF program and try once more.");
  } catch (const std::bad_alloc&) {
    throw common::Error(common::ErrorCode::too_large, "The PDF needs too much memory.", "body");
  } catch (
      const std::exception&) {  // libqpdf throws logic_error and runtime_error for odd structures
    common::refuse(
        "body", "The PDF is built in a way that cannot be read. Save it again in a PDF program.");
  }
}

std::vector<std::string> on_states(const Widget& widget) {
  std::vector<std::string> states;
  QPDFObjectHandle dictionary = widget.dictionary;
  QPDFObjectHandle appearance = dictionary.getKey("/AP");
  if (!appearance.isDictionary() || !appearance.getKey("/N").isDictionary()) return states;
  for (const std::string& key : appearance.getKey("/N").getKeys())
    if (key != "/Off") states.push_back(key.substr(1));
  return states;
}

Rectangle shown_rectangle(QPDFPageObjectHelper& page, const QPDFObjectHandle::Rectangle& box) {
  QPDFObjectHandle::Rectangle crop(0, 0, 612, 792);
  if (page.getCropBox().isRectangle()) crop = page.getCropBox().getArrayAsRectangle();
  const double width = box.urx - box.llx;
  const double height = box.ury - box.lly;
  switch (page_rotation(page)) {
    case 90:
      return {box.lly - crop.lly, box.llx - crop.llx, height, width};
    case 180:
      return {crop.urx - box.urx, box.lly - crop.lly, width, height};
    case 270:
      return {crop.ury - box.ury, crop.urx - box.urx, height, width};
    default:
      return {box.llx - crop.llx, crop.ury - box.ury, width, height};
  }
}

Document::Document(std::string_view bytes) {
  check_size(bytes);
  check_end(bytes);
  file_.setSuppressWarnings(true);
  file_.setAttemptRecovery(false);
  translate_errors([&] {
    file_.processMemoryFile("body", bytes.data(), bytes.size());
    if (file_.isEncrypted())
      common::refuse("body",
                     "The PDF is protected (encrypted). Remove the protection and try again.");
    pages_ = QPDFPageDocumentHelper(file_).getAllPages();
    if (pages_.empty()) common::refuse("body", "The PDF has no pages.");
    if (pages_.size() > static_cast<std::size_t>(pages_max))
      throw common::Error(common::ErrorCode::too_large, "The PDF has more than 200 pages.", "body");
    form_.emplace(file_);
    read_fields();
  });
}

void Document::read_fields() {
  if (!form_->hasAcroForm()) return;
  for (std::size_t page = 0; page < pages_.size(); ++page)
    for (const QPDFAnnotationObjectHelper& widget :
         form_->getWidgetAnnotationsForPage(pages_[page]))
      add_widget(widget, static_cast<int>(page));
  for (Field& field : fields_) settle_buttons(field);
}

void Document::add_widget(QPDFAnnotationObjectHelper annotation, int page) {
  Field field;
  field.node = form_->getFieldForAnnotation(annotation);
  if (field.node.isNull()) return;
  require_end_of_parents(annotation.getObjectHandle());
  field.face.name = field.node.getFullyQualifiedName();
  Widget widget{annotation.getObjectHandle(), field.node, page, 0, 0, 0};
  QPDFObjectHandle box = widget.dictionary.getKey("/Rect");
  if (box.isRectangle()) {
    const QPDFObjectHandle::Rectangle place = box.getArrayAsRectangle();
    widget.width = place.urx - place.llx;
    widget.height = place.ury - place.lly;
    widget.rotation = widget_rotation(widget.dictionary);
    field.face.rectangle = shown_rectangle(pages_[static_cast<std::size_t>(page)], place);
  }
  const auto known = by_name_.find(field.face.name);
  if (known != by_name_.end()) {
    fields_[known->second].widgets.push_back(widget);
    return;
  }
  if (!describe(field)) return;
  field.face.page = page;
  field.widgets.push_back(widget);
  if (fields_.size() >= fields_max)
    throw common::Error(common::ErrorCode::too_large, "The form has more than 5000 fields.",
                        "body");
  by_name_.emplace(field.face.name, fields_.size());
  fields_.push_back(std::move(field));
}

Field* Document::find_field(std::string_view name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &fields_[found->second];
}

bool Document::is_sealed() {
  return std::any_of(fields_.begin(), fields_.end(), [](Field& field) {
    return field.face.kind == FieldKind::signature &&
           field.node.getInheritableFieldValue("/V").isDictionary();
  });
}

std::string Document::write() {
  std::string result;
  translate_errors([&] {
    file_.getTrailer().removeKey("/ID");  // else its first half would be kept
    QPDFWriter writer(file_);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setObjectStreamMode(qpdf_o_generate);
    writer.write();
    const std::shared_ptr<Buffer> buffer = writer.getBufferSharedPointer();
    result.assign(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
  });
  return result;
}

}  // namespace pdf::impl
