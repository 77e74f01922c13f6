#pragma once
#include <cairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "pdf/types.hpp"

namespace pdf::impl {

struct Color {
  double red = 0;
  double green = 0;
  double blue = 0;
};
/// From 0xRRGGBB.
Color color(unsigned rgb);

enum class Align { left, center, right };

struct TextStyle {
  std::string family = "Inter, DejaVu Sans";
  double size = 9;   ///< points
  int weight = 400;  ///< 100..900
  Color ink;
  Align align = Align::left;
  double line_height = 0;  ///< times the size; 0 is the font's own
  bool tabular = false;    ///< figures of equal width
  double tracking = 0;     ///< extra space between letters, points
};

/// Draws PDF pages: points from the top left corner, fonts embedded as subsets, text stays text.
/// One thread at a time; the bytes depend on nothing but what was drawn and the installed fonts.
class Canvas {
 public:
  struct Metadata {
    std::string title;
    std::string author;
    std::string date;  ///< ISO 8601; empty leaves a fixed date
  };
  Canvas(PageSize first_page, const Metadata& metadata);

  void next_page(PageSize size);
  cairo_t* cairo() { return cairo_.get(); }

  /// Wraps at `width` if that is positive. Gives the height used.
  double text(double x, double y, std::string_view words, const TextStyle& style, double width = 0);
  PageSize measure(std::string_view words, const TextStyle& style, double width = 0);

  void fill_box(const Rectangle& box, Color ink, double radius = 0);
  void outline_box(const Rectangle& box, Color ink, double line_width, double radius = 0);
  void line(double x1, double y1, double x2, double y2, Color ink, double line_width);

  /// Ends the drawing. Throws Error{internal} if Cairo failed on the way.
  std::string finish();

 private:
  struct Release {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  };
  void path_of(const Rectangle& box, double radius);

  std::unique_ptr<std::string> bytes_ = std::make_unique<std::string>();  // Cairo keeps its address
  std::unique_ptr<cairo_surface_t, Release> surface_;
  std::unique_ptr<cairo_t, Release> cairo_;
};

}  // namespace pdf::impl
