#pragma once
#include <map>
#include <string>
#include <vector>

#include "pdf/impl/canvas.hpp"
#include "pdf/types.hpp"

namespace pdf::impl {

/// What a new form field is to be. `name` used twice makes one field that shows in two places.
struct NewField {
  std::string name;
  std::string label;  ///< read out to those who cannot see the page
  FieldKind kind = FieldKind::text;
  Rectangle place = {};
  double text_size = 10;
  bool is_bold = false;
  bool is_multiline = false;
  Align align = Align::left;
  int max_length = 0;
  std::vector<std::string> choices = {};
};

/// An A4 form in the making: what is printed by Canvas, what is filled in as AcroForm fields.
class FormSheet {
 public:
  explicit FormSheet(const std::string& title);

  Canvas& canvas() { return canvas_; }
  void next_page();
  void add(NewField field);
  /// The empty form; the same calls always give the same bytes.
  std::string finish();

  static constexpr PageSize a4{595.28, 841.89};

 private:
  struct Placed {
    NewField field;
    std::size_t page;
  };
  Canvas canvas_;
  std::size_t page_ = 0;
  std::vector<Placed> fields_;
};

}  // namespace pdf::impl
