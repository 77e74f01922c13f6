#pragma once
#include <cstddef>
#include <string>
#include <vector>

// Plain values shared by the functions in pdf.hpp and the child process in worker/.
namespace pdf {

inline constexpr std::size_t document_bytes_max = std::size_t{32} << 20U;
inline constexpr int pages_max = 200;
inline constexpr std::size_t fields_max = 5000;
inline constexpr std::size_t value_bytes_max = 20'000;

/// As the page is shown: points (1/72 inch) from the top left corner, after the page's own
/// rotation.
struct Rectangle {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// In points, as shown.
struct PageSize {
  double width = 0;
  double height = 0;
};

enum class FieldKind { text, checkbox, choice, signature };

struct FormField {
  std::string name;  ///< full name, unique in the document
  FieldKind kind = FieldKind::text;
  int page = 0;         ///< from 0; where the field appears first
  Rectangle rectangle;  ///< of that first appearance
  bool required = false;
  bool read_only = false;
  bool multiline = false;
  bool free_text = false;            ///< a choice that takes other text too
  int max_length = 0;                ///< in characters; 0 is no limit
  std::vector<std::string> choices;  ///< what is shown; empty unless kind is choice
};

/// What a usable template holds.
struct TemplateCheck {
  std::vector<PageSize> pages;  ///< 1..pages_max
  std::vector<FormField> fields;
  bool has_signature_field = false;
  /// Plain words about what fill() will drop, e.g. scripts; empty when nothing.
  std::vector<std::string> remarks;
};

/// On the pad: 0..1 from its left and top.
struct Point {
  double x = 0;
  double y = 0;
};

/// A drawn signature: one polyline for each time the pen was down.
struct Strokes {
  std::vector<std::vector<Point>> lines;
  double aspect_ratio = 3;  ///< the pad's width divided by its height
};

}  // namespace pdf
