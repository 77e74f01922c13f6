#include <glib.h>

#include <algorithm>
#include <cmath>

#include "common/error/error.hpp"
#include "pdf/impl/settle.hpp"
#include "pdf/pdf.hpp"

namespace pdf {
namespace {

constexpr std::size_t lines_max = 500;
constexpr std::size_t points_max = 20'000;
constexpr double signer_line_size = 6.5;
constexpr double signer_line_room = 10;
constexpr double ink_extent_min =
    0.02;  // of the pad: less is a slip of the finger, not a signature
constexpr double pen_width = 1.4;
constexpr double enlarge_max = 2.5;  // a tiny drawing keeps looking like one
const char* const signed_mark = "/TruckrollSigned";

/// Where the ink is, in pad units with the height as 1.
struct Extent {
  double left = 1e9;
  double top = 1e9;
  double right = -1e9;
  double bottom = -1e9;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

bool is_on_pad(const Point& point) {
  return point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1;
}

void check_strokes(const Strokes& strokes) {
  if (!(strokes.aspect_ratio >= 0.1 && strokes.aspect_ratio <= 20))
    common::refuse("strokes", "The signature pad has an impossible shape.");
  std::size_t points = 0;
  for (const std::vector<Point>& line : strokes.lines) {
    points += line.size();
    if (!std::all_of(line.begin(), line.end(), is_on_pad))
      common::refuse("strokes", "The signature leaves the pad.");
  }
  if (strokes.lines.size() > lines_max || points > points_max)
    common::refuse("strokes", "The signature has too many lines.");
}

Extent extent_of(const Strokes& strokes) {
  Extent extent;
  for (const std::vector<Point>& line : strokes.lines)
    for (const Point& point : line) {
      extent.left = std::min(extent.left, point.x * strokes.aspect_ratio);
      extent.right = std::max(extent.right, point.x * strokes.aspect_ratio);
      extent.top = std::min(extent.top, point.y);
      extent.bottom = std::max(extent.bottom, point.y);
    }
  if (!(std::max(extent.width(), extent.height()) >= ink_extent_min))
    common::refuse("strokes", "The signature is empty. Please sign on the pad.");
  return extent;
}

/// A smooth curve through all points (Catmull-Rom, as Bezier pieces).
void trace(cairo_t* cairo, const std::vector<Point>& line) {
  const auto at = [&](std::size_t i) -> const Point& { return line[std::min(i, line.size() - 1)]; };
  cairo_move_to(cairo, line.front().x, line.front().y);
  if (line.size() == 1)
    cairo_line_to(cairo, line.front().x, line.front().y);  // a dot, by its round cap
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Point& before = at(i == 0 ? 0 : i - 1);
    const Point& from = at(i);
    const Point& to = at(i + 1);
    const Point& after = at(i + 2);
    cairo_curve_to(cairo, from.x + (to.x - before.x) / 6, from.y + (to.y - before.y) / 6,
                   to.x - (after.x - from.x) / 6, to.y - (after.y - from.y) / 6, to.x, to.y);
  }
  cairo_stroke(cairo);
}

void paint_strokes(impl::Canvas& canvas, const Strokes& strokes, const Rectangle& room) {
  const Extent extent = extent_of(strokes);
  const double pad = std::min(room.width / strokes.aspect_ratio, room.height);
  const double fit = std::min(room.width / std::max(extent.width(), 1e-3),
                              room.height / std::max(extent.height(), 1e-3));
  const double scale = std::min(fit, pad * enlarge_max);
  const double left = room.left + (room.width - extent.width() * scale) / 2;
  const double top = room.top + (room.height - extent.height() * scale) / 2;
  cairo_t* cairo = canvas.cairo();
  cairo_set_source_rgb(cairo, 0.07, 0.12, 0.38);
  cairo_set_line_width(cairo, pen_width);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  for (std::vector<Point> line : strokes.lines) {
    if (line.empty()) continue;
    for (Point& point : line)
      point = {left + (point.x * strokes.aspect_ratio - extent.left) * scale,
               top + (point.y - extent.top) * scale};
    trace(cairo, line);
  }
}

void paint_signature(impl::Canvas& canvas, PageSize size, const Strokes& strokes,
                     const std::string& signer_line) {
  const double below = signer_line.empty() ? 0 : std::min(signer_line_room, size.height * 0.4);
  const double margin = std::min({3.0, size.width * 0.05, (size.height - below) * 0.1});
  paint_strokes(canvas, strokes,
                {margin, margin, size.width - 2 * margin, size.height - below - 2 * margin});
  if (signer_line.empty()) return;
  impl::TextStyle style;
  style.size = std::min(signer_line_size, below * 0.7);
  style.ink = impl::color(0x334155);
  const double width = canvas.measure(signer_line, style).width;
  const double room = size.width - 4;
  if (width > room) style.size *= room / width;
  const double height = canvas.measure(signer_line, style).height;
  canvas.text(2, size.height - height - 0.5, signer_line, style);
}

impl::Field& require_signature_field(impl::Document& document, std::string_view name) {
  impl::Field* field = document.find_field(name);
  if (field == nullptr || field->face.kind != FieldKind::signature)
    throw common::Error(common::ErrorCode::not_found,
                        "The document has no signature field \"" + std::string(name) + "\".",
                        "field_name");
  if (field->node.getObjectHandle().hasKey(signed_mark))
    throw common::Error(common::ErrorCode::conflict,
                        "The field \"" + std::string(name) + "\" is signed already.", "field_name");
  return *field;
}

void freeze(impl::Document& document) {
  constexpr int annotation_print = 1 << 2;
  constexpr int annotation_locked = 1 << 7;
  for (impl::Field& field : document.fields())
    for (impl::Widget& widget : field.widgets) {
      const int flags = widget.node.getFlags() | 1;
      widget.node.getObjectHandle().replaceKey("/Ff", QPDFObjectHandle::newInteger(flags));
      QPDFObjectHandle shown = widget.dictionary.getKey("/F");
      const int now = shown.isInteger() ? shown.getIntValueAsInt() : annotation_print;
      widget.dictionary.replaceKey("/F", QPDFObjectHandle::newInteger(now | annotation_locked));
    }
}

}  // namespace

std::string place_signature(std::string_view bytes, std::string_view field_name,
                            const Strokes& strokes, std::string_view signer_line) {
  check_strokes(strokes);
  extent_of(strokes);  // refuses an empty one
  const std::string line(signer_line);
  if (line.size() > 200 ||
      g_utf8_validate(line.c_str(), static_cast<gssize>(line.size()), nullptr) == FALSE)
    common::refuse("signer_line", "The signer's line is too long or not text.");
  impl::Document document(bytes);
  impl::Painter painter(document);
  impl::translate_errors([&] {
    impl::require_open_form(document);
    impl::Field& field = require_signature_field(document, field_name);
    impl::settle_appearances(document, painter);
    for (impl::Widget& widget : field.widgets)
      painter.draw(widget, [&](impl::Canvas& canvas, PageSize size) {
        paint_signature(canvas, size, strokes, line);
      });
    field.node.getObjectHandle().replaceKey(signed_mark, QPDFObjectHandle::newUnicodeString(line));
    impl::drop_active_parts(document);
    freeze(document);
    painter.apply();
  });
  return document.write();
}

}  // namespace pdf
