#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/impl/canvas.hpp"
#include "pdf/impl/document.hpp"

namespace pdf::impl {

/// Draws what widgets show and puts it into the document at apply(). Everything is drawn into one
/// Cairo PDF, so that all fields share their embedded fonts. The document must outlive the painter,
/// and write() come before its end.
class Painter {
 public:
  explicit Painter(Document& document) : document_(document) {}
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  /// False if the text does not fit the box at a size that can still be read.
  bool draw_value(const Field& field, const Widget& widget, std::string_view value);
  /// A tick for a button that brings no drawing of its own; it shows in state `state`.
  void draw_tick(const Widget& widget, const std::string& state);
  /// Anything: the function gets the box's size, origin top left.
  void draw(const Widget& widget, const std::function<void(Canvas&, PageSize)>& paint);
  /// Shows nothing there.
  void draw_nothing(const Widget& widget);

  void apply();

 private:
  struct Target {
    QPDFObjectHandle widget;
    int rotation = 0;
    std::string state;  ///< of a button; empty for others
  };
  PageSize start(const Widget& widget, std::string state);

  Document& document_;
  std::optional<Canvas> canvas_;
  std::vector<Target> targets_;
  std::vector<QPDFObjectHandle> empty_;
  std::string drawn_bytes_;
  QPDF drawn_;  // its streams are read when the document is written
};

/// Font, size and colour of a field's text in this place, from its default appearance string (ISO
/// 32000-1, 12.7.3.3).
TextStyle style_of(const Field& field, const Widget& widget);

}  // namespace pdf::impl
