#include "pdf/impl/appearance.hpp"

#include <glib.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <sstream>

#include "common/error/error.hpp"

namespace pdf::impl {
namespace {

constexpr double size_min = 5;          // smaller is not readable on paper
constexpr double size_auto_max = 12;    // as viewers do for size 0
constexpr double size_auto_lines = 10;  // the same, several lines
constexpr double padding = 2;
constexpr double line_height = 1.3;
constexpr double not_scaled = 1e-6;

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The family standing in for a font of the form: same widths where we have them.
std::string family_for(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (contains(name, "inter")) return "Inter, DejaVu Sans";
  if (contains(name, "cour") || contains(name, "mono")) return "Nimbus Mono PS, DejaVu Sans Mono";
  if (contains(name, "times") || contains(name, "serif") || contains(name, "roman") ||
      contains(name, "tiro"))
    return "Nimbus Roman, DejaVu Serif";
  return "Nimbus Sans, Inter, DejaVu Sans";
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; words.size() < 64 && in >> word;) words.push_back(word);
  return words;
}

double number(const std::string& word) {
  return g_ascii_strtod(word.c_str(), nullptr);
}

/// The colour operator ending at `at`, if its operands are there.
void read_color(const std::vector<std::string>& words, std::size_t at, Color& ink) {
  if (words[at] == "g" && at >= 1) {
    const double grey = number(words[at - 1]);
    ink = {grey, grey, grey};
  } else if (words[at] == "rg" && at >= 3) {
    ink = {number(words[at - 3]), number(words[at - 2]), number(words[at - 1])};
  } else if (words[at] == "k" && at >= 4) {
    const double light = 1 - number(words[at - 1]);
    ink = {(1 - number(words[at - 4])) * light, (1 - number(words[at - 3])) * light,
           (1 - number(words[at - 2])) * light};
  }
}

std::string base_font(const Field& field, const std::string& resource) {
  QPDFFormFieldObjectHelper node = field.node;
  QPDFObjectHandle resources = node.getDefaultResources();
  if (!resources.isDictionary() || !resources.getKey("/Font").isDictionary()) return {};
  QPDFObjectHandle font = resources.getKey("/Font").getKey(resource);
  if (!font.isDictionary() || !font.getKey("/BaseFont").isName()) return {};
  return font.getKey("/BaseFont").getName();
}

/// Background and border of the widget, which belong to its appearance.
void paint_frame(Canvas& canvas, QPDFObjectHandle widget, PageSize size) {
  QPDFObjectHandle style = widget.getKey("/MK");
  if (!style.isDictionary()) return;
  const auto ink_of = [&](const char* key) -> std::optional<Color> {
    QPDFObjectHandle parts = style.getKey(key);
    if (!parts.isArray()) return std::nullopt;
    std::vector<double> values;
    for (QPDFObjectHandle part : parts.getArrayAsVector())
      values.push_back(part.isNumber() ? part.getNumericValue() : 0);
    if (values.size() == 1) return Color{values[0], values[0], values[0]};
    if (values.size() == 3) return Color{values[0], values[1], values[2]};
    return std::nullopt;
  };
  if (const auto back = ink_of("/BG")) canvas.fill_box({0, 0, size.width, size.height}, *back);
  if (const auto border = ink_of("/BC"))
    canvas.outline_box({0.5, 0.5, size.width - 1, size.height - 1}, *border, 1);
}

bool paint_lines(Canvas& canvas, std::string_view value, TextStyle style, PageSize size) {
  const double width = size.width - 2 * padding;
  const double height = size.height - padding;
  style.line_height = line_height;
  if (style.size <= not_scaled) style.size = size_auto_lines;
  double used = canvas.measure(value, style, width).height;
  while (used > height && style.size - 0.5 >= size_min) {
    style.size -= 0.5;
    used = canvas.measure(value, style, width).height;
  }
  canvas.text(padding, padding / 2, value, style, width);
  return used <= height;
}

bool paint_one_line(Canvas& canvas, std::string_view value, TextStyle style, PageSize size) {
  const double width = size.width - 2 * padding;
  if (style.size <= not_scaled)
    style.size = std::clamp(size.height * 0.66, size_min, size_auto_max);
  double used = canvas.measure(value, style).width;
  if (used > width) {
    style.size =
        std::max(std::min(size_min, style.size), std::floor(style.size * width / used * 10) / 10);
    used = canvas.measure(value, style).width;
  }
  const double height = canvas.measure(value, style).height;
  double left = padding;
  if (style.align == Align::center) left = (size.width - used) / 2;
  if (style.align == Align::right) left = size.width - padding - used;
  canvas.text(left, (size.height - height) / 2, value, style);
  return used <= width + 0.5;
}

/// One character to each of `cells` boxes of equal width.
bool paint_comb(Canvas& canvas, std::string_view value, TextStyle style, PageSize size, int cells) {
  const double cell = size.width / cells;
  if (style.size <= not_scaled)
    style.size = std::clamp(size.height * 0.66, size_min, size_auto_max);
  style.size = std::min(style.size, cell * 1.4);
  const std::string text(value);
  int at = 0;
  for (const char* next = text.c_str(); *next != '\0'; next = g_utf8_next_char(next), ++at) {
    const auto length = static_cast<std::size_t>(g_utf8_next_char(next) - next);
    const std::string letter(next, length);
    const PageSize drawn = canvas.measure(letter, style);
    canvas.text(at * cell + (cell - drawn.width) / 2, (size.height - drawn.height) / 2, letter,
                style);
  }
  return at <= cells;
}

void paint_tick(Canvas& canvas, PageSize size) {
  const double side = std::min(size.width, size.height);
  const double left = (size.width - side) / 2;
  const double top = (size.height - side) / 2;
  cairo_t* cairo = canvas.cairo();
  cairo_set_source_rgb(cairo, 0, 0, 0);
  cairo_set_line_width(cairo, side * 0.12);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to(cairo, left + side * 0.24, top + side * 0.54);
  cairo_line_to(cairo, left + side * 0.43, top + side * 0.73);
  cairo_line_to(cairo, left + side * 0.78, top + side * 0.28);
  cairo_stroke(cairo);
}

/// Turns a drawing of the widget as read into the widget's own box.
void turn(QPDFObjectHandle appearance, int rotation) {
  const char* matrix = nullptr;
  if (rotation == 90) matrix = "[0 1 -1 0 0 0]";
  if (rotation == 180) matrix = "[-1 0 0 -1 0 0]";
  if (rotation == 270) matrix = "[0 -1 1 0 0 0]";
  if (matrix != nullptr)
    appearance.getDict().replaceKey("/Matrix", QPDFObjectHandle::parse(matrix));
}

QPDFObjectHandle blank(QPDF& file) {
  QPDFObjectHandle form = file.newStream("");
  form.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/XObject"));
  form.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/Form"));
  form.getDict().replaceKey("/BBox", QPDFObjectHandle::parse("[0 0 1 1]"));
  return form;
}

void show(QPDF& file, QPDFObjectHandle widget, const std::string& state, QPDFObjectHandle drawing) {
  QPDFObjectHandle appearance = QPDFObjectHandle::newDictionary();
  if (state.empty()) {
    appearance.replaceKey("/N", drawing);
  } else {
    QPDFObjectHandle states = QPDFObjectHandle::newDictionary();
    states.replaceKey("/" + state, drawing);
    states.replaceKey("/Off", blank(file));
    appearance.replaceKey("/N", states);
  }
  widget.replaceKey("/AP", appearance);
}

}  // namespace

TextStyle style_of(const Field& field, const Widget& widget) {
  QPDFFormFieldObjectHelper node = field.node;
  QPDFObjectHandle dictionary = widget.dictionary;
  QPDFObjectHandle own = dictionary.getKey("/DA");
  TextStyle style;
  style.size = 0;
  std::string font;
  const std::vector<std::string> words =
      words_of(own.isString() ? own.getUTF8Value() : node.getDefaultAppearance());
  for (std::size_t at = 0; at < words.size(); ++at) {
    read_color(words, at, style.ink);
    if (words[at] != "Tf" || at < 2) continue;
    font = words[at - 2];
    style.size = std::clamp(number(words[at - 1]), 0.0, 200.0);
  }
  font += base_font(field, font);
  style.family = family_for(font);
  if (contains(font, "Bold")) style.weight = 600;
  const int quadding = node.getQuadding();
  if (quadding == 1) style.align = Align::center;
  if (quadding == 2) style.align = Align::right;
  return style;
}

PageSize Painter::start(const Widget& widget, std::string state) {
  PageSize size{std::max(widget.width, 1.0), std::max(widget.height, 1.0)};
  if (widget.rotation == 90 || widget.rotation == 270) std::swap(size.width, size.height);
  if (canvas_) {
    canvas_->next_page(size);
  } else {
    canvas_.emplace(size, Canvas::Metadata{});
  }
  targets_.push_back({widget.dictionary, widget.rotation, std::move(state)});
  return size;
}

bool Painter::draw_value(const Field& field, const Widget& widget, std::string_view value) {
  const PageSize size = start(widget, {});
  paint_frame(*canvas_, widget.dictionary, size);
  if (value.empty() || widget.width <= 2 * padding || widget.height <= padding) return true;
  constexpr int flag_comb = 1 << 24;
  QPDFFormFieldObjectHelper node = field.node;
  const TextStyle style = style_of(field, widget);
  if (field.face.multiline) return paint_lines(*canvas_, value, style, size);
  const bool is_comb = (node.getFlags() & flag_comb) != 0 && field.face.max_length > 0;
  if (is_comb) return paint_comb(*canvas_, value, style, size, field.face.max_length);
  return paint_one_line(*canvas_, value, style, size);
}

void Painter::draw_tick(const Widget& widget, const std::string& state) {
  const PageSize size = start(widget, state);
  paint_tick(*canvas_, size);
}

void Painter::draw(const Widget& widget, const std::function<void(Canvas&, PageSize)>& paint) {
  const PageSize size = start(widget, {});
  paint(*canvas_, size);
}

void Painter::draw_nothing(const Widget& widget) {
  empty_.push_back(widget.dictionary);
}

void Painter::apply() {
  QPDF& file = document_.file();
  for (const QPDFObjectHandle& widget : empty_) show(file, widget, {}, blank(file));
  if (!canvas_) return;
  drawn_bytes_ = canvas_->finish();
  drawn_.processMemoryFile("appearances", drawn_bytes_.data(), drawn_bytes_.size());
  std::vector<QPDFPageObjectHelper> pages = QPDFPageDocumentHelper(drawn_).getAllPages();
  for (std::size_t at = 0; at < targets_.size(); ++at) {
    QPDFObjectHandle drawing = file.copyForeignObject(pages.at(at).getFormXObjectForPage());
    turn(drawing, targets_[at].rotation);
    show(file, targets_[at].widget, targets_[at].state, drawing);
  }
}

}  // namespace pdf::impl
