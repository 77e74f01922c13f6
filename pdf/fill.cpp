#include <glib.h>

#include <algorithm>

#include "common/error/error.hpp"
#include "pdf/impl/settle.hpp"
#include "pdf/pdf.hpp"

namespace pdf {
namespace {

using impl::Field;
using impl::Painter;
using impl::Widget;

[[noreturn]] void refuse_value(const Field& field, const std::string& reason) {
  common::refuse(field.face.name, "\"" + field.face.name + "\" " + reason);
}

/// UTF-8 without control characters; line ends as "\n", or as a space where the field has one line.
std::string clean(const Field& field, const std::string& value) {
  if (value.size() > value_bytes_max) refuse_value(field, "is too long.");
  if (g_utf8_validate(value.data(), static_cast<gssize>(value.size()), nullptr) == FALSE)
    refuse_value(field, "is not text (UTF-8).");
  std::string text;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    if (c == '\r' && at + 1 < value.size() && value[at + 1] == '\n') continue;
    if (c == '\r' || c == '\n') {
      text += field.face.multiline ? '\n' : ' ';
    } else if (c == '\t') {
      text += ' ';
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      refuse_value(field, "contains a control character.");
    } else {
      text += c;
    }
  }
  return text;
}

void store(Field& field, const QPDFObjectHandle& value) {
  for (Widget& widget : field.widgets) {
    widget.node.setFieldAttribute("/V", value);
    widget.node.getObjectHandle().removeKey("/RV");  // the same value as rich text, stale now
    widget.node.getObjectHandle().removeKey("/I");
  }
}

void write_text(Field& field, const std::string& text, Painter& painter) {
  const auto length = g_utf8_strlen(text.data(), static_cast<gssize>(text.size()));
  if (field.face.max_length > 0 && length > field.face.max_length)
    refuse_value(field, "takes at most " + std::to_string(field.face.max_length) + " characters.");
  store(field, QPDFObjectHandle::newUnicodeString(text));
  for (Widget& widget : field.widgets)
    if (!painter.draw_value(field, widget, text)) refuse_value(field, "is too long for its box.");
}

void write_choice(Field& field, const std::string& text, Painter& painter) {
  std::string stored = text;
  std::string shown = text;
  for (std::size_t at = 0; at < field.exports.size(); ++at)
    if (field.exports[at] == text || field.face.choices[at] == text) {
      stored = field.exports[at];
      shown = field.face.choices[at];
      break;
    }
  const auto known = std::find(field.exports.begin(), field.exports.end(), stored);
  if (known == field.exports.end() && !text.empty() && !field.face.free_text)
    refuse_value(field, "has no choice \"" + text + "\".");
  store(field, QPDFObjectHandle::newUnicodeString(stored));
  for (Widget& widget : field.widgets)
    if (!painter.draw_value(field, widget, shown)) refuse_value(field, "is too long for its box.");
}

/// Switches each widget of a button to `state` if it has that, else off.
void write_state(Field& field, const std::string& state, Painter& painter) {
  store(field, QPDFObjectHandle::newName("/" + state));
  for (Widget& widget : field.widgets) {
    std::vector<std::string> states = impl::on_states(widget);
    if (states.empty() && state != "Off") {
      painter.draw_tick(widget, state);
      states.push_back(state);
    }
    const bool is_on = std::find(states.begin(), states.end(), state) != states.end();
    widget.dictionary.replaceKey("/AS", QPDFObjectHandle::newName(is_on ? "/" + state : "/Off"));
  }
}

void write_checkbox(Field& field, const std::string& text, Painter& painter) {
  std::vector<std::string> states = impl::on_states(field.widgets.front());
  const std::string on = states.empty() ? "Yes" : states.front();
  const auto is_one_of = [&](std::initializer_list<const char*> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  if (text == on || is_one_of({"true", "Yes", "yes", "On"})) return write_state(field, on, painter);
  if (is_one_of({"", "false", "No", "no", "Off"})) return write_state(field, "Off", painter);
  refuse_value(field, "is a box to tick: it takes \"true\" or \"false\".");
}

void write_radio(Field& field, const std::string& text, Painter& painter) {
  const bool is_known =
      std::find(field.exports.begin(), field.exports.end(), text) != field.exports.end();
  if (!text.empty() && text != "Off" && !is_known)
    refuse_value(field, "has no choice \"" + text + "\".");
  write_state(field, text.empty() ? "Off" : text, painter);
}

void write_value(impl::Document& document, const std::string& name, const std::string& value,
                 Painter& painter) {
  Field* field = document.find_field(name);
  if (field == nullptr) common::refuse(name, "The form has no field \"" + name + "\".");
  if (field->face.read_only) refuse_value(*field, "is read-only.");
  const std::string text = clean(*field, value);
  switch (field->face.kind) {
    case FieldKind::text:
      return write_text(*field, text, painter);
    case FieldKind::checkbox:
      return write_checkbox(*field, text, painter);
    case FieldKind::choice:
      return field->is_button ? write_radio(*field, text, painter)
                              : write_choice(*field, text, painter);
    case FieldKind::signature:
      refuse_value(*field, "is a signature field: it is signed, not filled in.");
  }
}

}  // namespace

std::string fill(std::string_view bytes, const std::map<std::string, std::string>& values) {
  impl::Document document(bytes);
  Painter painter(document);
  std::vector<common::Violation> violations;
  impl::translate_errors([&] {
    impl::require_open_form(document);
    impl::settle_appearances(document, painter);  // before the values: what is drawn last stays
    for (const auto& [name, value] : values) {
      try {
        write_value(document, name, value, painter);
      } catch (
          const common::Error& problem) {  // collected, so that the office sees all of them at once
        violations.insert(violations.end(), problem.violations().begin(),
                          problem.violations().end());
      }
    }
    if (!violations.empty()) return;
    impl::drop_active_parts(document);
    painter.apply();
  });
  if (violations.size() == 1)
    throw common::Error(common::ErrorCode::bad_input, violations.front().text,
                        violations.front().field);
  if (!violations.empty())
    throw common::Error(common::ErrorCode::bad_input, "Some values do not fit the form.",
                        std::move(violations));
  return document.write();
}

}  // namespace pdf
